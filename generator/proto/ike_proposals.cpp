// Security Association payloads: see ike_proposals.hpp.
#include "generator/proto/ike_proposals.hpp"

#include <initializer_list>
#include <vector>

namespace tsuka::proto {

namespace {

constexpr std::uint16_t basic = 0x8000;  // attribute format bit: the value stands in place of a length (RFC 2408 section 3.3)

/// Head shared by proposals and transforms of both versions: whether another one follows, reserved, length.
Octets substructure(std::uint8_t next, View body) {
    return Writer().u8(next).u8(0).u16(body.size() + 4).octets(body).take();
}

void attribute(Writer& writer, std::uint16_t type, std::uint16_t value) {
    writer.u16(static_cast<unsigned>(basic) | type).u16(value);
}

/// Attributes of RFC 2409 appendix A; AES-CBC is 7 (RFC 3602 section 5.1), group 14 from RFC 3526.
Octets transform_v1(std::uint8_t number, std::uint16_t key_length) {
    Writer writer;
    writer.u8(number).u8(1).u16(0);  // KEY_IKE = 1 (RFC 2407 section 4.4.2)
    attribute(writer, 1, 7);         // encryption: AES-CBC
    attribute(writer, 14, key_length);
    attribute(writer, 2, 2);   // hash: SHA
    attribute(writer, 4, 14);  // group
    attribute(writer, 3, 1);   // authentication: pre-shared key
    attribute(writer, 11, 1);  // life type: seconds
    attribute(writer, 12, 28800);
    return writer.take();
}

struct TransformV2 {
    std::uint8_t type;
    std::uint16_t id;
    std::uint16_t key_length;  // 0: no attribute
};

/// RFC 7296 section 3.3.2 and the registries of RFC 4868: ENCR_AES_CBC, PRF_HMAC_SHA2_256, AUTH_HMAC_SHA2_256_128, group 14.
std::vector<TransformV2> transforms_v2(bool offer) {
    std::vector<TransformV2> transforms{{1, 12, 256}};
    if (offer) transforms.push_back({1, 12, 128});
    transforms.insert(transforms.end(), {{2, 5, 0}, {3, 12, 0}, {4, 14, 0}});
    return transforms;
}

}  // namespace

Octets sa_body_v1(bool offer) {
    const std::uint8_t count = offer ? 2 : 1;
    Writer proposal;
    proposal.u8(1).u8(1).u8(0).u8(count);  // number 1, protocol ISAKMP, no SPI
    proposal.octets(substructure(offer ? 3 : 0, transform_v1(1, 256)));
    if (offer) proposal.octets(substructure(0, transform_v1(2, 128)));
    // DOI IPsec, situation SIT_IDENTITY_ONLY (RFC 2407 section 4.6.1).
    return Writer().u32(1).u32(1).octets(substructure(0, proposal.view())).take();
}

Octets sa_body_v2(bool offer) {
    const auto transforms = transforms_v2(offer);
    Writer proposal;
    proposal.u8(1).u8(1).u8(0).u8(transforms.size());  // number 1, protocol IKE, no SPI
    for (std::size_t index = 0; index < transforms.size(); ++index) {
        auto const& transform = transforms[index];
        Writer body;
        body.u8(transform.type).u8(0).u16(transform.id);
        if (transform.key_length != 0) attribute(body, 14, transform.key_length);
        proposal.octets(substructure(index + 1 < transforms.size() ? 3 : 0, body.view()));
    }
    return substructure(0, proposal.view());
}

}  // namespace tsuka::proto
