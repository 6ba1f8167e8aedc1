// Lets the process keep memory that it has freed, for the tensors of the next step.
//
// A step frees and asks for the same hundreds of megabytes again. glibc hands what is freed back to the
// kernel, which must map it anew and fill it with zeros page by page.
#pragma once

namespace srnet::training {

// For the whole process; call it before the first tensor. False where the allocator takes no such advice,
// which costs time and nothing else. Blocks above 32 MiB, the most that glibc takes as its limit, are mapped
// anew all the same.
bool KeepFreedMemory();

}  // namespace srnet::training
