// How a kernel is compiled once per instruction set and chosen by the loader.
//
// SRNET_KERNEL goes before a function with the hot loop; what it calls must be SRNET_INLINE, so that it is
// compiled for the same instruction set. Kernel sources are built with -O3 in every preset
// (model/kernels/CMakeLists.txt).
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define SRNET_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SRNET_KERNEL
#endif
#define SRNET_INLINE inline __attribute__((always_inline))
