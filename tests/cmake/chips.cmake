# cmake -P: the Rust target of each chip that an ESP-IDF build can name.
include(${CMAKE_CURRENT_LIST_DIR}/../../cmake/mpnet_targets.cmake)

foreach(IDF_TARGET esp32 esp32s2 esp32s3 esp32c2 esp32c3 esp32c5 esp32c6 esp32c61 esp32h2 esp32p4)
    mpnet_rust_target(triple)
    message("${IDF_TARGET} ${triple}")
endforeach()
