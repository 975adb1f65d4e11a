# Debian packages only, found here and nowhere else. Which folder may include which is written in CONTRIBUTING
# and enforced by tests/tidy.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(CURL REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(simdjson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)

# CLD2 ships no package file. cld2_full holds the tables and must come first, and must not be dropped by
# --as-needed, or the small tables of libcld2 are taken.
find_library(CLD2_FULL cld2_full REQUIRED)
find_library(CLD2 cld2 REQUIRED)
add_library(cld2 INTERFACE)
target_link_libraries(cld2 INTERFACE -Wl,--push-state,--no-as-needed ${CLD2_FULL} ${CLD2} -Wl,--pop-state)
