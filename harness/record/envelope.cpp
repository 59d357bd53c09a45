// DSSE: what is signed is PAE(type, body), never JSON text, so that no parser stands before the signature.
#include "harness/record/envelope.hpp"

#include "harness/record/plain_file.hpp"

#include <fmt/format.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace tsuka::record {

namespace json = boost::json;

struct Key::Handle {
    explicit Handle(EVP_PKEY* key) : pkey(key) {}
    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;
    ~Handle() { EVP_PKEY_free(pkey); }
    EVP_PKEY* pkey;
};

namespace {

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

unsigned char const* octets_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());  // NOLINT: OpenSSL's octets
}

/// No passphrase is asked for: a run is signed by a program, and a prompt would wait for ever.
int no_passphrase(char*, int, int, void*) {
    return 0;
}

Result<EVP_PKEY*> read_pem(std::filesystem::path const& path, bool secret) {
    auto const text = read_plain(path, Links::follow, 65536);
    if (!text) return text.error();
    std::unique_ptr<BIO, FreeBio> const bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
    EVP_PKEY* key = secret ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)
                           : PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr);
    if (key == nullptr)
        return fail(
            fmt::format("{} holds no {} key in PEM form (openssl genpkey -algorithm ed25519 makes one; one with a passphrase is not read)",
                        path.string(), secret ? "private" : "public"));
    if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519) return key;
    EVP_PKEY_free(key);
    return fail(fmt::format("{} is no Ed25519 key (openssl genpkey -algorithm ed25519 makes one)", path.string()));
}

std::string hexadecimal(unsigned char const* octets, std::size_t size) {
    std::string out;
    for (std::size_t at = 0; at < size; ++at) out += fmt::format("{:02x}", octets[at]);
    return out;
}

std::string base64(std::string_view octets) {
    std::string out((octets.size() + 2) / 3 * 4 + 1, '\0');
    int const written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), octets_of(octets), static_cast<int>(octets.size()));
    out.resize(static_cast<std::size_t>(written));
    return out;
}

Result<std::string> from_base64(std::string_view text) {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    int const read = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), octets_of(text), static_cast<int>(text.size()));
    std::size_t const padding = text.ends_with("==") ? 2U : text.ends_with("=") ? 1U : 0U;
    if (read < 0 || text.size() % 4 != 0 || static_cast<std::size_t>(read) < padding) return fail("not base64");
    out.resize(static_cast<std::size_t>(read) - padding);
    return out;
}

/// Pre-authentication encoding: lengths in front of both parts, so that no two messages encode alike.
std::string encoded(std::string_view type, std::string_view body) {
    return fmt::format("DSSEv1 {} {} {} {}", type.size(), type, body.size(), body);
}

std::string_view text_at(json::object const& object, char const* name) {
    auto const* value = object.if_contains(name);
    auto const* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

bool signed_by(json::object const& envelope, std::string_view message, Key const& key) {
    auto const* signatures = envelope.if_contains("signatures");
    if (signatures == nullptr || !signatures->is_array()) return false;
    return std::any_of(signatures->get_array().begin(), signatures->get_array().end(), [&](json::value const& one) {
        if (!one.is_object()) return false;
        auto const signature = from_base64(text_at(one.get_object(), "sig"));
        return signature && key.verifies(message, *signature);
    });
}

Result<std::string> open_envelope(std::string_view line, Key const& key) {
    boost::system::error_code trouble;
    auto const value = json::parse(json::string_view{line.data(), line.size()}, trouble);
    if (trouble || !value.is_object()) return fail("no DSSE envelope");
    auto const& envelope = value.get_object();
    auto const type = text_at(envelope, "payloadType");
    if (type != statement_type) return fail(fmt::format("payload of type '{}', not {}", type, statement_type));
    auto body = from_base64(text_at(envelope, "payload"));
    if (!body) return fail("the payload is not base64");
    if (!signed_by(envelope, encoded(type, *body), key)) return fail(fmt::format("not signed by the key {}", key.id()));
    return body;
}

}  // namespace

Result<Key> Key::with_id(std::shared_ptr<Handle const> handle, std::filesystem::path const& file) {
    std::array<unsigned char, 32> octets{};
    std::size_t size = octets.size();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned digest_size = 0;
    if (EVP_PKEY_get_raw_public_key(handle->pkey, octets.data(), &size) != 1 ||
        EVP_Digest(octets.data(), size, digest.data(), &digest_size, EVP_sha256(), nullptr) != 1)
        return fail(fmt::format("{}: the key has no public half", file.string()));
    return Key{std::move(handle), hexadecimal(digest.data(), digest_size)};
}

Result<Key> Key::read_private(std::filesystem::path const& file) {
    auto const key = read_pem(file, true);
    if (!key) return key.error();
    return with_id(std::make_shared<Handle const>(*key), file);
}

Result<Key> Key::read_public(std::filesystem::path const& file) {
    auto key = read_pem(file, false);
    if (!key) {
        auto const whole = read_pem(file, true);
        if (!whole) return key.error();
        key = whole;
    }
    return with_id(std::make_shared<Handle const>(*key), file);
}

Result<std::string> Key::sign(std::string_view octets) const {
    Context const context(EVP_MD_CTX_new());
    std::string out(64, '\0');
    std::size_t size = out.size();
    bool const done =
        context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_->pkey) == 1 &&
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, octets_of(octets), octets.size()) == 1;
    if (!done || size != out.size()) return fail("libcrypto could not sign");
    return out;
}

bool Key::verifies(std::string_view octets, std::string_view signature) const {
    Context const context(EVP_MD_CTX_new());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle_->pkey) == 1 &&
           EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(octets), octets.size()) == 1;
}

Result<std::string> seal(std::string_view statement, Key const& key) {
    auto const signature = key.sign(encoded(statement_type, statement));
    if (!signature) return signature.error();
    json::object const envelope{{"payloadType", json::string_view{statement_type.data(), statement_type.size()}},
                                {"payload", base64(statement)},
                                {"signatures", json::array{json::object{{"keyid", key.id()}, {"sig", base64(*signature)}}}}};
    return json::serialize(envelope);
}

Result<std::vector<std::string>> open_bundle(std::string_view bundle, Key const& key) {
    std::vector<std::string> out;
    for (std::size_t line = 1; !bundle.empty(); ++line) {
        std::string_view const text = bundle.substr(0, bundle.find('\n'));
        bundle.remove_prefix(std::min(text.size() + 1, bundle.size()));
        auto statement = open_envelope(text, key);
        if (!statement) return fail(fmt::format("signature {}: {}", line, statement.error().what));
        out.push_back(std::move(*statement));
    }
    if (out.empty()) return fail("there is no signature in it");
    return out;
}

}  // namespace tsuka::record
