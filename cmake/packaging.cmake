# Installation by the usual folders (GNUInstallDirs), and a Debian package: cpack -G DEB --config build/release/CPackConfig.cmake
set(generated ${PROJECT_BINARY_DIR}/packaging)
file(MAKE_DIRECTORY ${generated})
add_custom_command(OUTPUT ${generated}/tsuka.1 ${generated}/tsuka.bash ${generated}/_tsuka
    COMMAND tsuka manual > ${generated}/tsuka.1
    COMMAND tsuka completion bash > ${generated}/tsuka.bash
    COMMAND tsuka completion zsh > ${generated}/_tsuka
    DEPENDS tsuka COMMENT "Writing manual page and completions" VERBATIM)
add_custom_target(tsuka_manual ALL DEPENDS ${generated}/tsuka.1 ${generated}/tsuka.bash ${generated}/_tsuka)

set(data ${CMAKE_INSTALL_DATADIR}/tsuka)
install(TARGETS tsuka RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(folder suites campaigns profiles duts defects lang examples)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${folder})
        install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION ${data})
    endif()
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(FILES ${generated}/tsuka.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${generated}/tsuka.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME tsuka)
install(FILES ${generated}/_tsuka DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tsuka)
set(CPACK_PACKAGE_CONTACT "Tsuka maintainers <maintainers@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Conformance tests and traffic for VPN-passthrough routers")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "nftables, iproute2, ethtool")
include(CPack)
