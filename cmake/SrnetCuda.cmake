# The CUDA compiler of requirements-cuda.lock, and how our CUDA sources are compiled with it. Needs neither a CUDA toolkit
# on the system nor a GPU (docs/decisions/0015-the-cuda-compiler-from-wheels.md). Only with SRNET_CUDA.

if(NOT SRNET_BUILD_TRAINER)
  message(FATAL_ERROR "SRNET_CUDA needs SRNET_BUILD_TRAINER: the kernels belong to the trainer")
endif()
if(NOT SRNET_CUDA_TOOLKIT)
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/venv-path requirements-cuda.lock
                  OUTPUT_VARIABLE cuda_venv OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB SRNET_CUDA_TOOLKIT ${cuda_venv}/lib/python3*/site-packages/nvidia/cu13)
  if(NOT SRNET_CUDA_TOOLKIT OR NOT EXISTS ${SRNET_CUDA_TOOLKIT}/bin/nvcc)
    message(FATAL_ERROR "nvcc is not in ${cuda_venv}: run tools/setup --cuda first")
  endif()
endif()

# 80 is what the kernels need at least, as machine code and as PTX, from which the driver compiles for every later GPU; 90a
# is machine code for Hopper with the instructions that only Hopper has, which its PTX would not bring to any other.
set(CMAKE_CUDA_ARCHITECTURES 80 90a-real)
set(CMAKE_CUDA_COMPILER ${SRNET_CUDA_TOOLKIT}/bin/nvcc)
set(CMAKE_CUDA_HOST_COMPILER ${CMAKE_CXX_COMPILER})
# The wheel has its libraries in lib, where nvcc does not look.
set(CMAKE_CUDA_FLAGS_INIT -L${SRNET_CUDA_TOOLKIT}/lib)
set(CMAKE_CUDA_RUNTIME_LIBRARY None)
enable_language(CUDA)
# CMake 3.25 does not know that this nvcc has C++20.
set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
set(CMAKE_CUDA_STANDARD 20)
set(CMAKE_CUDA_STANDARD_REQUIRED ON)
set(CMAKE_CUDA_EXTENSIONS OFF)

# The runtime, for our own code: LibTorch's build for GPUs loads the same library.
add_library(srnet_cuda_runtime INTERFACE)
add_library(srnet::cuda_runtime ALIAS srnet_cuda_runtime)
target_include_directories(srnet_cuda_runtime SYSTEM INTERFACE ${SRNET_CUDA_TOOLKIT}/include)
target_link_libraries(srnet_cuda_runtime INTERFACE ${SRNET_CUDA_TOOLKIT}/lib/libcudart.so.13)
target_link_options(srnet_cuda_runtime INTERFACE -Wl,-rpath,${SRNET_CUDA_TOOLKIT}/lib)

# The warnings of our C++ for the host's half of a source; not -Wpedantic, which nvcc's own output does not stand.
set(SRNET_CUDA_WARNINGS -Xcompiler=-Wall,-Wextra,-Wshadow,-Wconversion,-Wno-sign-conversion)
if(SRNET_WARNINGS_AS_ERRORS)
  list(APPEND SRNET_CUDA_WARNINGS -Xcompiler=-Werror --Werror=all-warnings)
endif()

# srnet_cuda_library(NAME model_kernels_cuda SOURCES a.cu HEADERS a.h DEPS srnet::x)
# As srnet_library, of CUDA sources alone. Without fused multiply-add, so that a kernel rounds as its twin on the CPU does;
# where one does not have to, it says fmaf.
function(srnet_cuda_library)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;HEADERS;DEPS" ${ARGN})
  set(target srnet_${ARG_NAME})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(srnet::${ARG_NAME} ALIAS ${target})
  target_compile_options(${target} PRIVATE ${SRNET_CUDA_WARNINGS} --fmad=false)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_link_libraries(${target} PUBLIC ${ARG_DEPS} srnet::cuda_runtime)
endfunction()
