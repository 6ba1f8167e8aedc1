// Compiles one loop for several instruction sets; the program picks the best one when it loads.
//
// The sources that use it are compiled with -O3, without fused multiply-add contraction and without errno in
// the mathematical functions, so all variants round alike: the same bits on every x86-64 CPU.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SRNET_CLONE_TARGETS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SRNET_CLONE_TARGETS
#endif
