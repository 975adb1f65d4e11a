# Every header compiles alone: one source file per header that includes nothing else. Building is the test.
file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/pipeline/*.h ${PROJECT_SOURCE_DIR}/connectors/*.h
     ${PROJECT_SOURCE_DIR}/config/*.h ${PROJECT_SOURCE_DIR}/daemon/*.h)
set(alone)
foreach(header ${headers})
  string(REPLACE "/" "_" name ${header})
  set(file ${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cc)
  set(text "#include \"${header}\"\n")
  # Written only when new, so that a configure does not recompile everything.
  if(NOT EXISTS ${file})
    file(WRITE ${file} ${text})
  endif()
  list(APPEND alone ${file})
endforeach()
add_library(headers_alone OBJECT ${alone})
target_include_directories(headers_alone PRIVATE ${PROJECT_SOURCE_DIR})
