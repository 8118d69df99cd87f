# mpnet for the CMake-based ports: -DUSER_C_MODULES=<this file>
#
# MPNET_RUST_TARGET   Rust target, where the guess from the chip or the C compiler does not fit
# MPNET_FEATURES      what to build, default all of it: coap (microcoapy), dns (dns_query), and families of modems
#                     (microATsocket): nordic, quectel, sequans; a list with semicolons

if(NOT MPNET_FEATURES)
    set(MPNET_FEATURES coap dns nordic quectel sequans)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/../cmake/mpnet_rust.cmake)

file(GLOB MPNET_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c)
# C files by feature, those in no list serve all.
if(NOT MPNET_FEATURES MATCHES "nordic|quectel|sequans")
    list(FILTER MPNET_SOURCES EXCLUDE REGEX "/(class_modem|class_socket|mod_microatsocket|modem|modem_[a-z]+|socket_[a-z]+)\\.c$")
endif()
if(NOT MPNET_FEATURES MATCHES "coap")
    list(FILTER MPNET_SOURCES EXCLUDE REGEX
        "/(class_(coap|deferred|option|packet|request|resource|service)|coap_[a-z]+|mod_microcoapy)\\.c$")
endif()
if(NOT MPNET_FEATURES MATCHES "dns")
    list(FILTER MPNET_SOURCES EXCLUDE REGEX "/mod_dns_query\\.c$")
endif()
if(NOT MPNET_FEATURES MATCHES "dns|nordic|quectel|sequans")
    list(FILTER MPNET_SOURCES EXCLUDE REGEX "/dns_lookup\\.c$")
endif()
# MicroPython's own headers have unused parameters.
set_source_files_properties(${MPNET_SOURCES} PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra;-Wno-unused-parameter;-Werror")

mpnet_add_rust_library(mpnet_rust)

add_library(usermod_mpnet INTERFACE)
target_sources(usermod_mpnet INTERFACE ${MPNET_SOURCES})
target_include_directories(usermod_mpnet INTERFACE ${CMAKE_CURRENT_LIST_DIR})
target_compile_definitions(usermod_mpnet INTERFACE MICROPY_MODULE_BUILTIN_SUBPACKAGES=1 MICROPY_MODULE_GETATTR=1)
target_link_libraries(usermod_mpnet INTERFACE mpnet_rust)
target_link_libraries(usermod INTERFACE usermod_mpnet)
