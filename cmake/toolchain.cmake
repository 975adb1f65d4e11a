# How everything is compiled: standard, warnings, sanitizers, and faster tools where the machine has them.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# GCC 12 takes a designated initializer that relies on defaults for a forgotten field, and sees overlaps in
# `"text" + std::string` that are not there (GCC bug 105651).
add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers -Wno-restrict)
if(SYNDICATED_WERROR)
  add_compile_options(-Werror)
endif()
if(SYNDICATED_FAULT_POINTS)
  add_compile_definitions(SYNDICATED_FAULT_POINTS)
endif()
if(SYNDICATED_FUZZ)
  # Coverage for libFuzzer in everything that is linked into a target.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SYNDICATED_SANITIZE)
  add_compile_options(-fsanitize=${SYNDICATED_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SYNDICATED_SANITIZE})
else()
  # Hardening for release builds; the sanitizers bring their own checks.
  add_compile_options(-fstack-protector-strong "$<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>")
  add_link_options(-Wl,-z,relro,-z,now)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
