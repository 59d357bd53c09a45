// Faults that can be planted in a simulated router, one at a time: what the suites have to find.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tsuka::sim {

enum class Defect : std::uint8_t {
    pptp_call_id_not_rewritten,
    pptp_reply_not_restored,
    pptp_set_link_info_forgotten,
    pptp_call_clear_forgotten,
    pptp_server_call_id_rewritten,
    pptp_echo_dropped,
    pptp_second_client_refused,
    gre_call_id_not_restored,
    gre_outbound_call_id_rewritten,
    gre_sequence_touched,
    gre_wrong_client,
    gre_client_must_start,
    gre_dies_after_three_packets,
    gre_outbound_dropped,
    gre_inbound_dropped,
    esp_spi_altered,
    esp_sequence_altered,
    esp_payload_altered,
    esp_inbound_payload_altered,
    esp_last_sender_wins,
    esp_first_sender_wins,
    esp_cross_wired,
    esp_one_client_in_all,
    esp_copied,
    esp_outbound_dropped,
    esp_inbound_dropped,
    esp_large_dropped,
    ike_cookies_altered,
    ike_hash_repaired,
    ike_second_client_refused,
    ike_last_client_wins,
    ike_version_two_dropped,
    ike_quick_mode_dropped,
    natt_marker_altered,
    natt_keepalive_swallowed,
    natt_keepalive_closes,
    natt_zero_checksum_dropped,
    natt_zero_checksum_corrupted,
    natt_third_client_starved,
    natt_port_moves,
    l2tp_port_stolen,
    l2tp_tunnel_id_altered,
    l2tp_data_dropped,
    udp_odd_length_checksum,
    udp_inbound_checksum_wrong,
    udp_reply_to_other_client,
    udp_large_inbound_dropped,
    tcp_checksum_wrong,
    tcp_third_client_dropped,
    icmp_identifier_shared,
    icmp_reply_dropped,
    icmp_inner_header_untranslated,
    icmp_inner_port_untranslated,
    icmp_inner_checksum_wrong,
    icmp_error_of_tcp_dropped,
    icmp_error_of_gre_dropped,
    icmp_frag_needed_for_esp_lost,
    icmp_error_from_path_dropped,
    icmp_short_quote_dropped,
    icmp_next_hop_mtu_lost,
    icmp_error_kills_mapping,
    icmp_error_kills_tunnel,
    icmp_error_to_other_client,
    icmp_esp_error_to_other_client,
    icmp_outbound_error_dropped,
    icmp_outbound_error_leaks_private,
    icmp_outbound_port_untranslated,
    icmp_outbound_error_of_esp_dropped,
    icmp_outbound_error_of_gre_dropped,
    icmp_outbound_error_kills_mapping,
    icmp_bad_checksum_forwarded,
    icmp_bad_quote_forwarded,
    icmp_quoted_udp_checksum_checked,
    icmp_unmatched_error_guessed,
    icmp_cut_quote_guessed,
    mtu_too_big_silent,
    mtu_not_told,
    mtu_df_ignored,
    mtu_large_dropped,
    mtu_quote_translated,
    ip_checksum_wrong,
    ip_duplicated,
    ip_df_cleared,
    ip_df_set,
    fragment_late_first_dropped,
    fragment_tail_untranslated,
    fragment_tail_dropped_inbound,
    fragment_of_udp_dropped,
    fragment_of_gre_dropped,
    leak_private_source_of_esp,
    leak_private_source_of_gre,
    leak_private_source_of_ah,
    static_esp_forgotten,
    static_port_moved,
    static_source_hidden,
    static_gre_does_not_follow,
};

/// "pptp.reply-not-restored"
[[nodiscard]] std::string_view to_string(Defect defect);
[[nodiscard]] std::optional<Defect> find_defect(std::string_view name);
[[nodiscard]] std::vector<Defect> all_defects();

/// The fault of one router, if it has one.
struct Faults {
    std::optional<Defect> planted;
    [[nodiscard]] bool operator()(Defect defect) const { return planted == defect; }
};

}  // namespace tsuka::sim
