// Names of planted defects: see defect.hpp.
#include "harness/sim/defect.hpp"

#include <algorithm>
#include <array>

namespace tsuka::sim {

namespace {

struct Name {
    Defect defect;
    std::string_view text;
};

constexpr std::array names{
    Name{Defect::pptp_call_id_not_rewritten, "pptp.call-id-not-rewritten"},
    Name{Defect::pptp_reply_not_restored, "pptp.reply-not-restored"},
    Name{Defect::pptp_set_link_info_forgotten, "pptp.set-link-info-forgotten"},
    Name{Defect::pptp_call_clear_forgotten, "pptp.call-clear-forgotten"},
    Name{Defect::pptp_server_call_id_rewritten, "pptp.server-call-id-rewritten"},
    Name{Defect::pptp_echo_dropped, "pptp.echo-dropped"},
    Name{Defect::pptp_second_client_refused, "pptp.second-client-refused"},
    Name{Defect::pptp_split_segment_missed, "pptp.split-segment-missed"},
    Name{Defect::pptp_cut_id_half_rewritten, "pptp.cut-id-half-rewritten"},
    Name{Defect::pptp_coalesced_second_missed, "pptp.coalesced-second-missed"},
    Name{Defect::pptp_retransmission_rewritten_differently, "pptp.retransmission-rewritten-differently"},
    Name{Defect::pptp_retransmission_dropped, "pptp.retransmission-dropped"},
    Name{Defect::pptp_long_session_lost, "pptp.long-session-lost"},
    Name{Defect::pptp_sequence_shifted, "pptp.sequence-shifted"},
    Name{Defect::pptp_second_call, "pptp.second-call"},
    Name{Defect::pptp_calls_mixed, "pptp.calls-mixed"},
    Name{Defect::pptp_stop_dropped, "pptp.stop-dropped"},
    Name{Defect::pptp_stop_clears_all, "pptp.stop-clears-all"},
    Name{Defect::pptp_reconnect_refused, "pptp.reconnect-refused"},
    Name{Defect::gre_call_id_not_restored, "gre.call-id-not-restored"},
    Name{Defect::gre_outbound_call_id_rewritten, "gre.outbound-call-id-rewritten"},
    Name{Defect::gre_sequence_touched, "gre.sequence-touched"},
    Name{Defect::gre_wrong_client, "gre.wrong-client"},
    Name{Defect::gre_client_must_start, "gre.client-must-start"},
    Name{Defect::gre_dies_after_three_packets, "gre.dies-after-three-packets"},
    Name{Defect::gre_outbound_dropped, "gre.outbound-dropped"},
    Name{Defect::gre_inbound_dropped, "gre.inbound-dropped"},
    Name{Defect::gre_pinhole_outlives_call, "gre.pinhole-outlives-call"},
    Name{Defect::gre_pinhole_before_answer, "gre.pinhole-before-answer"},
    Name{Defect::gre_any_server_accepted, "gre.any-server-accepted"},
    Name{Defect::gre_any_call_id_accepted, "gre.any-call-id-accepted"},
    Name{Defect::gre_ack_only_dropped, "gre.ack-only-dropped"},
    Name{Defect::gre_acknowledged_data_dropped, "gre.acknowledged-data-dropped"},
    Name{Defect::gre_large_inbound_dropped, "gre.large-inbound-dropped"},
    Name{Defect::gre_sequence_wrap_dropped, "gre.sequence-wrap-dropped"},
    Name{Defect::gre_inner_content_filtered, "gre.inner-content-filtered"},
    Name{Defect::gre_inner_address_altered, "gre.inner-address-altered"},
    Name{Defect::esp_spi_altered, "esp.spi-altered"},
    Name{Defect::esp_sequence_altered, "esp.sequence-altered"},
    Name{Defect::esp_payload_altered, "esp.payload-altered"},
    Name{Defect::esp_inbound_payload_altered, "esp.inbound-payload-altered"},
    Name{Defect::esp_last_sender_wins, "esp.last-sender-wins"},
    Name{Defect::esp_first_sender_wins, "esp.first-sender-wins"},
    Name{Defect::esp_cross_wired, "esp.cross-wired"},
    Name{Defect::esp_one_client_in_all, "esp.one-client-in-all"},
    Name{Defect::esp_copied, "esp.copied"},
    Name{Defect::esp_outbound_dropped, "esp.outbound-dropped"},
    Name{Defect::esp_inbound_dropped, "esp.inbound-dropped"},
    Name{Defect::esp_large_dropped, "esp.large-dropped"},
    Name{Defect::ike_cookies_altered, "ike.cookies-altered"},
    Name{Defect::ike_hash_repaired, "ike.hash-repaired"},
    Name{Defect::ike_second_client_refused, "ike.second-client-refused"},
    Name{Defect::ike_last_client_wins, "ike.last-client-wins"},
    Name{Defect::ike_version_two_dropped, "ike.version-two-dropped"},
    Name{Defect::ike_quick_mode_dropped, "ike.quick-mode-dropped"},
    Name{Defect::natt_marker_altered, "natt.marker-altered"},
    Name{Defect::natt_keepalive_swallowed, "natt.keepalive-swallowed"},
    Name{Defect::natt_keepalive_closes, "natt.keepalive-closes"},
    Name{Defect::natt_keepalive_ignored, "natt.keepalive-ignored"},
    Name{Defect::natt_zero_checksum_dropped, "natt.zero-checksum-dropped"},
    Name{Defect::natt_zero_checksum_corrupted, "natt.zero-checksum-corrupted"},
    Name{Defect::natt_third_client_starved, "natt.third-client-starved"},
    Name{Defect::natt_port_moves, "natt.port-moves"},
    Name{Defect::l2tp_port_stolen, "l2tp.port-stolen"},
    Name{Defect::l2tp_tunnel_id_altered, "l2tp.tunnel-id-altered"},
    Name{Defect::l2tp_data_dropped, "l2tp.data-dropped"},
    Name{Defect::udp_odd_length_checksum, "udp.odd-length-checksum"},
    Name{Defect::udp_inbound_checksum_wrong, "udp.inbound-checksum-wrong"},
    Name{Defect::udp_reply_to_other_client, "udp.reply-to-other-client"},
    Name{Defect::udp_large_inbound_dropped, "udp.large-inbound-dropped"},
    Name{Defect::tcp_checksum_wrong, "tcp.checksum-wrong"},
    Name{Defect::tcp_third_client_dropped, "tcp.third-client-dropped"},
    Name{Defect::icmp_identifier_shared, "icmp.identifier-shared"},
    Name{Defect::icmp_reply_dropped, "icmp.reply-dropped"},
    Name{Defect::icmp_inner_header_untranslated, "icmp.inner-header-untranslated"},
    Name{Defect::icmp_inner_port_untranslated, "icmp.inner-port-untranslated"},
    Name{Defect::icmp_inner_checksum_wrong, "icmp.inner-checksum-wrong"},
    Name{Defect::icmp_error_of_tcp_dropped, "icmp.error-of-tcp-dropped"},
    Name{Defect::icmp_error_of_gre_dropped, "icmp.error-of-gre-dropped"},
    Name{Defect::icmp_frag_needed_for_esp_lost, "icmp.frag-needed-for-esp-lost"},
    Name{Defect::icmp_error_from_path_dropped, "icmp.error-from-path-dropped"},
    Name{Defect::icmp_short_quote_dropped, "icmp.short-quote-dropped"},
    Name{Defect::icmp_next_hop_mtu_lost, "icmp.next-hop-mtu-lost"},
    Name{Defect::icmp_error_kills_mapping, "icmp.error-kills-mapping"},
    Name{Defect::icmp_error_kills_tunnel, "icmp.error-kills-tunnel"},
    Name{Defect::icmp_error_to_other_client, "icmp.error-to-other-client"},
    Name{Defect::icmp_esp_error_to_other_client, "icmp.esp-error-to-other-client"},
    Name{Defect::icmp_outbound_error_dropped, "icmp.outbound-error-dropped"},
    Name{Defect::icmp_outbound_error_leaks_private, "icmp.outbound-error-leaks-private"},
    Name{Defect::icmp_outbound_port_untranslated, "icmp.outbound-port-untranslated"},
    Name{Defect::icmp_outbound_error_of_esp_dropped, "icmp.outbound-error-of-esp-dropped"},
    Name{Defect::icmp_outbound_error_of_gre_dropped, "icmp.outbound-error-of-gre-dropped"},
    Name{Defect::icmp_outbound_error_kills_mapping, "icmp.outbound-error-kills-mapping"},
    Name{Defect::icmp_bad_checksum_forwarded, "icmp.bad-checksum-forwarded"},
    Name{Defect::icmp_bad_quote_forwarded, "icmp.bad-quote-forwarded"},
    Name{Defect::icmp_quoted_udp_checksum_checked, "icmp.quoted-udp-checksum-checked"},
    Name{Defect::icmp_unmatched_error_guessed, "icmp.unmatched-error-guessed"},
    Name{Defect::icmp_cut_quote_guessed, "icmp.cut-quote-guessed"},
    Name{Defect::mtu_too_big_silent, "mtu.too-big-silent"},
    Name{Defect::mtu_not_told, "mtu.not-told"},
    Name{Defect::mtu_df_ignored, "mtu.df-ignored"},
    Name{Defect::mtu_large_dropped, "mtu.large-dropped"},
    Name{Defect::mtu_quote_translated, "mtu.quote-translated"},
    Name{Defect::ip_checksum_wrong, "ip.checksum-wrong"},
    Name{Defect::ip_duplicated, "ip.duplicated"},
    Name{Defect::ip_df_cleared, "ip.df-cleared"},
    Name{Defect::ip_df_set, "ip.df-set"},
    Name{Defect::nat_mapping_by_destination, "nat.mapping-by-destination"},
    Name{Defect::nat_mapping_changes, "nat.mapping-changes"},
    Name{Defect::nat_filter_by_port, "nat.filter-by-port"},
    Name{Defect::nat_port_overloaded, "nat.port-overloaded"},
    Name{Defect::nat_port_range_lost, "nat.port-range-lost"},
    Name{Defect::time_udp_short, "time.udp-short"},
    Name{Defect::time_udp_nearly_two_minutes, "time.udp-nearly-two-minutes"},
    Name{Defect::time_unanswered_short, "time.unanswered-short"},
    Name{Defect::time_tcp_short, "time.tcp-short"},
    Name{Defect::time_tcp_closing_short, "time.tcp-closing-short"},
    Name{Defect::time_icmp_short, "time.icmp-short"},
    Name{Defect::time_esp_short, "time.esp-short"},
    Name{Defect::time_gre_short, "time.gre-short"},
    Name{Defect::time_refresh_inbound_only, "time.refresh-inbound-only"},
    Name{Defect::time_refresh_outbound_only, "time.refresh-outbound-only"},
    Name{Defect::time_refresh_by_filtered, "time.refresh-by-filtered"},
    Name{Defect::fragment_late_first_dropped, "fragment.late-first-dropped"},
    Name{Defect::fragment_tail_untranslated, "fragment.tail-untranslated"},
    Name{Defect::fragment_tail_dropped_inbound, "fragment.tail-dropped-inbound"},
    Name{Defect::fragment_of_udp_dropped, "fragment.of-udp-dropped"},
    Name{Defect::fragment_of_gre_dropped, "fragment.of-gre-dropped"},
    Name{Defect::fragment_id_collision_across_clients, "fragment.id-collision-across-clients"},
    Name{Defect::fragment_key_ignores_address, "fragment.key-ignores-address"},
    Name{Defect::fragment_key_ignores_protocol, "fragment.key-ignores-protocol"},
    Name{Defect::fragment_orphans_leak, "fragment.orphans-leak"},
    Name{Defect::fragment_orphans_fill_queue, "fragment.orphans-fill-queue"},
    Name{Defect::leak_private_source_of_esp, "leak.private-source-of-esp"},
    Name{Defect::leak_private_source_of_gre, "leak.private-source-of-gre"},
    Name{Defect::leak_private_source_of_ah, "leak.private-source-of-ah"},
    Name{Defect::static_esp_forgotten, "static.esp-forgotten"},
    Name{Defect::static_port_moved, "static.port-moved"},
    Name{Defect::static_source_hidden, "static.source-hidden"},
    Name{Defect::static_gre_does_not_follow, "static.gre-does-not-follow"},
};

}  // namespace

std::string_view to_string(Defect defect) {
    const auto found = std::find_if(names.begin(), names.end(), [&](auto const& name) { return name.defect == defect; });
    return found == names.end() ? std::string_view{} : found->text;
}

std::optional<Defect> find_defect(std::string_view name) {
    const auto found = std::find_if(names.begin(), names.end(), [&](auto const& known) { return known.text == name; });
    return found == names.end() ? std::nullopt : std::optional(found->defect);
}

std::vector<Defect> all_defects() {
    std::vector<Defect> all;
    for (auto const& name : names) all.push_back(name.defect);
    return all;
}

}  // namespace tsuka::sim
