# The three kinds of target this project has, and what they share precompiled. Sources are listed, never globbed.

# srnet_precompiled(NAME srnet_pch OPTIONS -Wall HEADERS <string> DEPS fmt::fmt)
# makes a target whose precompiled header others reuse. Headers of others and generated ones, never our own: an edit would
# compile everything again. Who reuses it has the same OPTIONS.
function(srnet_precompiled)
  cmake_parse_arguments(ARG "" "NAME" "OPTIONS;HEADERS;DEPS" ${ARGN})
  add_library(${ARG_NAME} STATIC ${PROJECT_SOURCE_DIR}/cmake/precompiled.cc)
  target_compile_options(${ARG_NAME} PRIVATE ${ARG_OPTIONS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS})
  target_precompile_headers(${ARG_NAME} PRIVATE ${ARG_HEADERS})
endfunction()

# How every library is compiled. -pthread, which only some would get from what they link, because a precompiled header asks for
# the same options everywhere.
set(SRNET_LIBRARY_OPTIONS ${SRNET_WARNINGS} -pthread)
# What speaks gRPC waits for others, and compiles a seventh faster with less optimisation.
set(SRNET_GRPC_OPTIONS ${SRNET_LIBRARY_OPTIONS} $<$<CONFIG:Release>:-O1>)

# What nearly every source includes.
set(SRNET_COMMON_HEADERS
  <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string> <string_view>
  <utility> <variant> <vector> <absl/status/status.h> <absl/status/statusor.h> <fmt/format.h>)

# srnet_library(NAME common_status SOURCES a.cc HEADERS a.h DEPS srnet::x absl::status)
# makes srnet_common_status with the alias srnet::common_status. Paths are relative to the calling folder; headers
# are included from the root of the project. Without SOURCES it is an interface library.
# With TORCH the library sees LibTorch, with GRPC gRPC and what proto/ generates, through a shared precompiled header. The release
# preset, which is built cold by newcomers, gives all others one too; elsewhere their sources prove in the build that they and
# their headers include what they need.
function(srnet_library)
  cmake_parse_arguments(ARG "TORCH;GRPC" "NAME" "SOURCES;HEADERS;DEPS" ${ARGN})
  set(target srnet_${ARG_NAME})
  set(precompiled "")
  set(options ${SRNET_LIBRARY_OPTIONS})
  if(ARG_TORCH)
    list(APPEND ARG_DEPS srnet::torch)
    set(precompiled srnet_torch_pch)
  elseif(ARG_GRPC)
    list(APPEND ARG_DEPS srnet::proto)
    set(precompiled srnet_grpc_pch)
    set(options ${SRNET_GRPC_OPTIONS})
  elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    set(precompiled srnet_pch)
  endif()
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
    target_compile_options(${target} PRIVATE ${options})
    if(precompiled)
      target_precompile_headers(${target} REUSE_FROM ${precompiled})
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(srnet::${ARG_NAME} ALIAS ${target})
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_link_libraries(${target} ${scope} ${ARG_DEPS})
endfunction()

# srnet_kernels(TARGET srnet_x OPTIONS -O3) or srnet_kernels(SOURCES a.cc OPTIONS -O3): compiled with options of their own, and
# therefore without the shared precompiled header.
function(srnet_kernels)
  cmake_parse_arguments(ARG "" "TARGET" "SOURCES;OPTIONS" ${ARGN})
  if(ARG_TARGET)
    target_compile_options(${ARG_TARGET} PRIVATE ${ARG_OPTIONS})
    set_target_properties(${ARG_TARGET} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  endif()
  set_source_files_properties(${ARG_SOURCES} PROPERTIES COMPILE_OPTIONS "${ARG_OPTIONS}" SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# The release preset compiles the sources of a target together, which more than halves a cold build. What repeats the
# private names of another source stays apart: srnet_apart(TARGET target) for all of a target, or
# srnet_apart(SOURCES a.cc b.cc) for some sources of the calling folder.
function(srnet_apart)
  cmake_parse_arguments(ARG "" "TARGET" "SOURCES" ${ARGN})
  if(ARG_TARGET)
    set_target_properties(${ARG_TARGET} PROPERTIES UNITY_BUILD OFF)
  endif()
  set_source_files_properties(${ARG_SOURCES} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# srnet_program(NAME srnet-worker SOURCES main.cc DEPS ...)
function(srnet_program)
  cmake_parse_arguments(ARG "TORCH" "NAME" "SOURCES;DEPS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SOURCES})
  target_compile_options(${ARG_NAME} PRIVATE ${SRNET_WARNINGS})
  target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS})
  if(ARG_TORCH)
    target_link_libraries(${ARG_NAME} PRIVATE srnet::torch)
    # The precompiled header belongs to a library: -fPIC, where an executable would have -fPIE.
    target_compile_options(${ARG_NAME} PRIVATE -fPIC -pthread)
    target_precompile_headers(${ARG_NAME} REUSE_FROM srnet_torch_pch)
  endif()
endfunction()

# How every test is compiled. Not optimised: most of a test is matchers, which are slow to compile and quick to run.
set(SRNET_TEST_OPTIONS ${SRNET_LIBRARY_OPTIONS} -O0 -fPIC)

# srnet_test(NAME common_status_test SOURCES status/status_test.cc DEPS srnet::common_status [LABEL unit])
# Labels: unit (default), reference (needs the Python reference environment), integration, e2e, fault, bench, gpu.
# With SHARED_SETUP ctest runs the program once for all its tests, which share what SetUpTestSuite makes.
function(srnet_test)
  cmake_parse_arguments(ARG "TORCH;SHARED_SETUP" "NAME;LABEL;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(SRNET_SANITIZE)
    math(EXPR ARG_TIMEOUT "5 * ${ARG_TIMEOUT}")
  endif()
  add_executable(${ARG_NAME} ${ARG_SOURCES})
  target_compile_options(${ARG_NAME} PRIVATE ${SRNET_TEST_OPTIONS})
  target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main fmt::fmt)
  if(ARG_TORCH)
    target_link_libraries(${ARG_NAME} PRIVATE srnet::torch)
    target_precompile_headers(${ARG_NAME} REUSE_FROM srnet_tests_torch_pch)
  else()
    target_precompile_headers(${ARG_NAME} REUSE_FROM srnet_tests_pch)
  endif()
  if(ARG_SHARED_SETUP)
    add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
    set_tests_properties(${ARG_NAME} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
    return()
  endif()
  gtest_discover_tests(${ARG_NAME} TEST_PREFIX "${ARG_NAME}." DISCOVERY_MODE PRE_TEST
                       PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
