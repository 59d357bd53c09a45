// Builds IKE messages from recipes: clear payload chains, or a body that looks encrypted (see ike.hpp).
#include "generator/proto/ike_messages.hpp"
#include "generator/proto/ike_payloads.hpp"
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

// Encrypted bodies of IKEv1 are whole AES blocks: ID + HASH, HASH + SA + nonce + IDs, HASH, HASH + Notify. Those of IKEv2 have an IV of 16
// octets in front and an ICV of 16 behind (RFC 7296 section 3.14, RFC 4868): IDi + AUTH + SA + TSi + TSr and so on.
constexpr std::array<IkeRecipe, 21> recipes{{
    {.message = "ike.mm1", .payloads = "sa,vid"},
    {.message = "ike.mm2", .payloads = "sa,vid", .offers = false},
    {.message = "ike.mm3", .payloads = "ke,nonce,nat_d,nat_d"},
    {.message = "ike.mm4", .payloads = "ke,nonce,nat_d,nat_d"},
    {.message = "ike.mm5", .body = 48},
    {.message = "ike.mm6", .body = 48},
    {.message = "ike.am1", .payloads = "sa,ke,nonce,id,vid"},
    {.message = "ike.am2", .payloads = "sa,ke,nonce,id,vid,nat_d,nat_d,hash", .offers = false},
    {.message = "ike.am3", .payloads = "hash,nat_d,nat_d"},
    {.message = "ike.quick1", .body = 160},
    {.message = "ike.quick2", .body = 160},
    {.message = "ike.quick3", .body = 32},
    {.message = "ike.informational", .body = 64},
    {.message = "ike.sa-init-request", .major_version = 2, .payloads = "sa,ke,nonce,n16388,n16389"},
    {.message = "ike.sa-init-response", .major_version = 2, .payloads = "sa,ke,nonce,n16388,n16389", .offers = false},
    {.message = "ike.auth-request", .major_version = 2, .body = 240, .inner = 35},
    {.message = "ike.auth-response", .major_version = 2, .body = 208, .inner = 36},
    {.message = "ike.create-child-request", .major_version = 2, .body = 432, .inner = 33},
    {.message = "ike.create-child-response", .major_version = 2, .body = 432, .inner = 33},
    {.message = "ike.v2-informational-request", .major_version = 2, .body = 48},
    {.message = "ike.v2-informational-response", .major_version = 2, .body = 48},
}};

constexpr std::size_t block = 16;
constexpr std::size_t flags_place = 19;
constexpr std::size_t next_payload_place = 16;
constexpr std::size_t length_place = 24;

std::size_t to_blocks(std::size_t octets) {
    return (octets + block - 1) / block * block;
}

std::uint8_t vendor_type(unsigned major_version) {
    return major_version == 1 ? ike_type::vid_v1 : ike_type::vid_v2;
}

std::string text_of(Octets const& octets) {
    return {octets.begin(), octets.end()};
}

/// The recipe's words with as many "vid" as Vendor IDs are given; an empty one asks for none.
std::string words_for(IkeRecipe const& recipe, Fields const& given, std::vector<Octets> const& vendor_ids) {
    std::string words(recipe.payloads);
    if (given.find("vendor_id") == nullptr) return words;
    std::string wanted;
    for (std::size_t count = 0; count < vendor_ids.size(); ++count) wanted += ",vid";
    const auto place = words.find(",vid");
    if (place == std::string::npos) return words + wanted;
    return words.replace(place, 4, wanted);
}

class IkeBuilder {
public:
    IkeBuilder(IkeRecipe const& recipe, Fields const& given, Octets head)
        : recipe_(recipe),
          given_(given),
          head_(std::move(head)),
          salt_(static_cast<std::uint64_t>(&recipe - recipes.data()) + 1),
          extra_(static_cast<std::size_t>(given.number("extra_bytes", 0))) {}

    Result<Octets> build() {
        auto const* payloads = given_octets(given_, "payloads");
        auto body = payloads != nullptr || !recipe_.payloads.empty() ? clear_body(payloads) : encrypted_body();
        if (!body) return body;
        Writer writer;
        writer.octets(head_).octets(*body);
        if (given_.find("length") == nullptr) writer.patch(length_place, writer.size(), 4);
        return writer.take();
    }

private:
    [[nodiscard]] std::uint64_t cookie(std::size_t bit) const { return read_bits(head_, bit, 64).value_or(0); }

    [[nodiscard]] PayloadSource source() const {
        PayloadSource source{.major_version = recipe_.major_version,
                             .initiator_cookie = cookie(0),
                             .responder_cookie = cookie(64),
                             .salt = salt_,
                             .offers = recipe_.offers,
                             .nonce = {},
                             .nat_d_source = {},
                             .nat_d_destination = {},
                             .vendor_ids = {}};
        if (auto const* nonce = given_octets(given_, "nonce")) source.nonce = *nonce;
        if (auto const* hash = given_octets(given_, "nat_d_source")) source.nat_d_source = *hash;
        if (auto const* hash = given_octets(given_, "nat_d_destination")) source.nat_d_destination = *hash;
        for (auto const& [name, value] : given_.values)
            if (auto const* vendor = std::get_if<Octets>(&value); name == "vendor_id" && vendor != nullptr && !vendor->empty())
                source.vendor_ids.push_back(*vendor);
        return source;
    }

    Result<Octets> clear_body(Octets const* wanted) {
        const auto from = source();
        auto payloads = make_payloads(from, wanted != nullptr ? text_of(*wanted) : words_for(recipe_, given_, from.vendor_ids));
        if (!payloads) return payloads.error();
        if (extra_ > 0 && extra_ < 5)
            return fail("extra_bytes: a clear message grows by at least 5 octets, the least that a Vendor ID takes");
        if (extra_ > 0) payloads->push_back({vendor_type(recipe_.major_version), filler(cookie(0) ^ extra_, extra_ - 4)});
        if (auto const* token = given_octets(given_, "token")) {
            payloads->push_back({vendor_type(recipe_.major_version), *token});
            payloads->back().body.resize(ike_token);
        }
        if (given_.find("next_payload") == nullptr)
            head_[next_payload_place] = payloads->empty() ? std::uint8_t{0} : payloads->front().type;
        if (recipe_.payloads.empty() && given_.find("flags") == nullptr)
            head_[flags_place] = static_cast<std::uint8_t>(head_[flags_place] & ~ike_encrypted_v1);
        return chain(*payloads);
    }

    [[nodiscard]] Result<Octets> encrypted_body() const {
        const auto seed = cookie(0) ^ (salt_ << 32U) ^ read_bits(head_, 160, 32).value_or(0);
        Octets body = filler(seed, to_blocks(recipe_.body + extra_));
        if (auto const* given = given_octets(given_, "body")) {
            body = *given;
            const auto padding = filler(seed, extra_);
            body.insert(body.end(), padding.begin(), padding.end());
        }
        if (auto const* token = given_octets(given_, "token")) {
            if (body.size() < ike_token)
                return fail(fmt::format("body: {} octets have no room for the token's {}", body.size(), ike_token));
            std::ranges::copy(*token, body.begin());
        }
        if (recipe_.major_version == 1) return body;
        const auto length = body.size() + 4;
        if (length > 0xffff) return fail(fmt::format("body: {} octets are more than an Encrypted payload can hold", body.size()));
        return Writer().u8(recipe_.inner).u8(0).u16(length).octets(body).take();
    }

    IkeRecipe const& recipe_;
    Fields const& given_;
    Octets head_;
    std::uint64_t salt_;
    std::size_t extra_;
};

}  // namespace

IkeRecipe const& ike_recipe(std::string_view message) {
    auto const* found = std::ranges::find(recipes, message, &IkeRecipe::message);
    return found == recipes.end() ? recipes.front() : *found;
}

Result<Octets> build_ike(MessageSpec const& message, Fields const& given, View) {
    auto head = build_head(message, given);
    if (!head) return head;
    return IkeBuilder(ike_recipe(message.name), given, std::move(*head)).build();
}

}  // namespace tsuka::proto
