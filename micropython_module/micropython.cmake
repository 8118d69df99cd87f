# mpnet for the CMake-based ports: -DUSER_C_MODULES=<this file>
#
# MPNET_RUST_TARGET   Rust target, where the guess from the chip or the C compiler does not fit

include(${CMAKE_CURRENT_LIST_DIR}/../cmake/mpnet_rust.cmake)

file(GLOB MPNET_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c)
# MicroPython's own headers have unused parameters.
set_source_files_properties(${MPNET_SOURCES} PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra;-Wno-unused-parameter;-Werror")

mpnet_add_rust_library(mpnet_rust)

add_library(usermod_mpnet INTERFACE)
target_sources(usermod_mpnet INTERFACE ${MPNET_SOURCES})
target_include_directories(usermod_mpnet INTERFACE ${CMAKE_CURRENT_LIST_DIR})
target_compile_definitions(usermod_mpnet INTERFACE MICROPY_MODULE_BUILTIN_SUBPACKAGES=1 MICROPY_MODULE_GETATTR=1)
target_link_libraries(usermod_mpnet INTERFACE mpnet_rust)
target_link_libraries(usermod INTERFACE usermod_mpnet)
