# Every third party, found once. Versions are those of Debian 12 and requirements.lock.

find_package(Threads REQUIRED)
find_package(absl REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(spdlog REQUIRED CONFIG)
find_package(nlohmann_json REQUIRED CONFIG)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(YAML_CPP REQUIRED IMPORTED_TARGET yaml-cpp)
find_package(SQLite3 REQUIRED)
find_library(SRNET_LIBLINEAR linear REQUIRED)
find_path(SRNET_LIBLINEAR_HEADERS linear.h REQUIRED)
add_library(liblinear::liblinear INTERFACE IMPORTED)
target_include_directories(liblinear::liblinear INTERFACE ${SRNET_LIBLINEAR_HEADERS})
target_link_libraries(liblinear::liblinear INTERFACE ${SRNET_LIBLINEAR})
find_package(Protobuf REQUIRED MODULE)
find_package(gRPC REQUIRED CONFIG)
find_package(Boost 1.74 REQUIRED)
find_package(CLI11 REQUIRED CONFIG)
if(SRNET_BUILD_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  include(GoogleTest)
endif()

# LibTorch is the PyPI wheel. Its own CMake package asks for a full CUDA toolkit, so the two CPU libraries are
# imported here by hand (docs/decisions/0001-libtorch-from-the-wheel.md).
if(SRNET_BUILD_TRAINER)
  if(NOT SRNET_VENV)
    execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/venv-path
                    OUTPUT_VARIABLE SRNET_VENV OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  endif()
  file(GLOB SRNET_SITE_PACKAGES ${SRNET_VENV}/lib/python3*/site-packages)
  if(NOT EXISTS ${SRNET_SITE_PACKAGES}/torch/lib/libtorch_cpu.so)
    message(FATAL_ERROR "LibTorch is not in ${SRNET_VENV}: run tools/setup first")
  endif()
  set(SRNET_TORCH_LIBRARIES ${SRNET_SITE_PACKAGES}/torch/lib)
  set(SRNET_CUDA_LIBRARIES ${SRNET_SITE_PACKAGES}/nvidia/cu13/lib)

  # The wheel's headers carry a newer fmt of their own. A folder that holds nothing but the system's fmt goes first, so
  # that all code, with Torch or without, means the fmt it links.
  get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/before_torch)
  file(CREATE_LINK ${fmt_headers}/fmt ${PROJECT_BINARY_DIR}/before_torch/fmt SYMBOLIC)

  add_library(srnet_torch INTERFACE)
  add_library(srnet::torch ALIAS srnet_torch)
  target_include_directories(srnet_torch SYSTEM INTERFACE
    ${PROJECT_BINARY_DIR}/before_torch
    ${SRNET_SITE_PACKAGES}/torch/include ${SRNET_SITE_PACKAGES}/torch/include/torch/csrc/api/include)
  target_link_libraries(srnet_torch INTERFACE
    ${SRNET_TORCH_LIBRARIES}/libtorch_cpu.so ${SRNET_TORCH_LIBRARIES}/libc10.so Threads::Threads)
  target_link_options(srnet_torch INTERFACE
    -Wl,-rpath,${SRNET_TORCH_LIBRARIES} -Wl,-rpath,${SRNET_CUDA_LIBRARIES}
    -Wl,-rpath-link,${SRNET_TORCH_LIBRARIES} -Wl,--allow-shlib-undefined)
  # Those worth compiling once for all.
  set(SRNET_TORCH_HEADERS
    <ATen/ATen.h> <torch/csrc/autograd/autograd.h> <torch/csrc/autograd/custom_function.h>)
endif()
