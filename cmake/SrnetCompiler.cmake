# How our own code is compiled: warnings, sanitizers, compiler cache, linker.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(MOLD mold)
find_program(LLD ld.lld)
if(MOLD)
  add_link_options(-fuse-ld=mold)
elseif(LLD)
  add_link_options(-fuse-ld=lld)
endif()

# Precompiled headers and ccache agree only with these.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)

set(SRNET_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined")
if(SRNET_SANITIZE)
  add_compile_options(-fsanitize=${SRNET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SRNET_SANITIZE})
  # Through the instrumentation GCC takes members of std::function, as in std::regex, for uninitialised.
  add_compile_options(-Wno-maybe-uninitialized)
  if(SRNET_SANITIZE MATCHES "thread")
    # GCC says of every use that it does not model std::atomic_thread_fence; Asio has some, beside its mutexes.
    add_compile_options(-Wno-tsan)
  endif()
endif()

option(SRNET_COVERAGE "Instrument for gcov" OFF)
if(SRNET_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

option(SRNET_WARNINGS_AS_ERRORS "Stop at a warning of our own code" ON)
set(SRNET_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
if(SRNET_WARNINGS_AS_ERRORS)
  list(APPEND SRNET_WARNINGS -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13 AND CMAKE_BUILD_TYPE STREQUAL "Release")
  # GCC 12 with optimisation reports what is not there: overflows in constant-evaluated std::string (its bugs 105329 and
  # 105651), and the value of an std::optional that was just tested.
  list(APPEND SRNET_WARNINGS -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized)
endif()
if(CMAKE_UNITY_BUILD)
  # A source that is joined with others is no main file any more, and may still have types of its own.
  list(APPEND SRNET_WARNINGS -Wno-subobject-linkage)
endif()
