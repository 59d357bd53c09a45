// What a laboratory says beside what the run finds: which item was under test, and who tested it for whom (ISO/IEC 17025 section 7.8.2).
// Read from [dut] and [certificate] of lab.toml, kept in the record, shown by every report. All of it is text, all of it optional.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace tsuka::model {

struct Device {
    std::string vendor;
    std::string model;
    std::string hardware;
    std::string firmware;
    std::string serial;
    std::string mac;
    std::string firmware_sha256;  ///< of the image that was installed, hexadecimal

    bool operator==(Device const&) const = default;
};

struct Certificate {
    std::string number;  ///< the laboratory's own for this report
    std::string laboratory;
    std::string address;
    std::string place;  ///< where the tests were performed, e.g. at the customer's
    std::string customer;
    std::string item_received;  ///< when
    std::string condition;      ///< of the item when it came
    std::string tested_by;      ///< `operator` in the file
    std::string approved_by;

    bool operator==(Certificate const&) const = default;
};

/// One entry: its key in files, how people call it, where it is.
template <class Owner>
struct Entry {
    std::string_view key;
    std::string_view label;
    std::string Owner::*text;
};

inline constexpr std::array<Entry<Device>, 7> device_entries{{{"vendor", "Vendor", &Device::vendor},
                                                              {"model", "Model", &Device::model},
                                                              {"hardware", "Hardware revision", &Device::hardware},
                                                              {"firmware", "Firmware", &Device::firmware},
                                                              {"serial", "Serial number", &Device::serial},
                                                              {"mac", "MAC address", &Device::mac},
                                                              {"firmware_sha256", "Firmware image, SHA-256", &Device::firmware_sha256}}};

inline constexpr std::array<Entry<Certificate>, 9> certificate_entries{{{"number", "Report number", &Certificate::number},
                                                                        {"laboratory", "Laboratory", &Certificate::laboratory},
                                                                        {"address", "Address", &Certificate::address},
                                                                        {"place", "Place of the tests", &Certificate::place},
                                                                        {"customer", "Customer", &Certificate::customer},
                                                                        {"item_received", "Item received", &Certificate::item_received},
                                                                        {"condition", "Condition of the item", &Certificate::condition},
                                                                        {"operator", "Tested by", &Certificate::tested_by},
                                                                        {"approved_by", "Approved by", &Certificate::approved_by}}};

}  // namespace tsuka::model
