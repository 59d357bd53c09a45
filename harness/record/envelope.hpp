// Signed statements about a run: DSSE envelopes (github.com/secure-systems-lab/dsse, protocol 1.0.2), signed with Ed25519 (RFC 8032).
// One envelope a line, as in-toto bundles are written. What a statement says is its maker's business.
#pragma once

#include "generator/base/result.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::record {

inline constexpr std::string_view statement_type = "application/vnd.in-toto+json";

/// An Ed25519 key out of a PEM file (RFC 8410): a private one signs and verifies, a public one verifies.
class Key {
public:
    [[nodiscard]] static Result<Key> read_private(std::filesystem::path const& file);
    /// Takes a private key's file too: its public half is used.
    [[nodiscard]] static Result<Key> read_public(std::filesystem::path const& file);

    [[nodiscard]] std::string const& id() const { return id_; }  ///< SHA-256 of the 32 octets of the public key, hexadecimal
    [[nodiscard]] Result<std::string> sign(std::string_view octets) const;
    [[nodiscard]] bool verifies(std::string_view octets, std::string_view signature) const;

private:
    struct Handle;
    explicit Key(std::shared_ptr<Handle const> handle, std::string id) : handle_(std::move(handle)), id_(std::move(id)) {}
    static Result<Key> with_id(std::shared_ptr<Handle const> handle, std::filesystem::path const& file);

    std::shared_ptr<Handle const> handle_;
    std::string id_;
};

/// The envelope around one statement, without a line end.
[[nodiscard]] Result<std::string> seal(std::string_view statement, Key const& key);

/// The statements of a bundle, every one of which carries a signature of `key`. Errors name the line.
[[nodiscard]] Result<std::vector<std::string>> open_bundle(std::string_view bundle, Key const& key);

}  // namespace tsuka::record
