#!/bin/sh
# router_of_hooks.sh FOLDER ACTION [NAME]: a router in the network namespace that this runs in, as its own start-up files would have it, for
# hooks_live_test.py. The interfaces are called lan and wan. What outlives a restart ("flash") are files of FOLDER: configuration, address.
#   start | reboot | factory-reset | power-off | power-on | apply NAME | wan-address | flap INTERFACE | log
# TSUKA_WRONG names a wrong twin: what of it is not as it should be.
set -eu
folder=$1
action=$2
presets=$(dirname "$0")/../../duts/kernel
wrong=${TSUKA_WRONG:-}

kept() { cat "$folder/$1" 2>/dev/null || echo "$2"; }

# The rules of the preset "linux-static" with the PPTP helper of "linux-pptp", room for a thousand flows, and what the configuration changes of it.
rules() {
    echo "flush ruleset"
    static='meta l4proto esp dnat to 192.168.0.10; iifname "wan" udp dport { 500, 1701, 4500 } dnat to 192.168.0.10; iifname "wan" tcp dport 1723 dnat to 192.168.0.10'
    helper='tcp dport 1723 ct state new ct helper set "pptp"'
    filter=
    vpn='iifname "lan" meta l4proto { esp, ah, gre } drop; iifname "lan" tcp dport 1723 drop; iifname "lan" udp dport { 500, 1701, 4500 } drop'
    case $1 in
    lab) ;;
    factory) static= ;;
    permit-pptp) filter="iifname \"lan\" tcp dport 1723 accept; iifname \"lan\" meta l4proto gre accept; $vpn" ;;
    permit-tcp-1723) filter="iifname \"lan\" tcp dport 1723 accept; $vpn" ;;
    permit-ipsec) filter="iifname \"lan\" udp dport 500 accept; iifname \"lan\" meta l4proto esp accept; $vpn" ;;
    permit-udp-500) filter="iifname \"lan\" udp dport 500 accept; $vpn" ;;
    permit-udp-500-from-500) filter="iifname \"lan\" udp sport 500 udp dport 500 accept; $vpn" ;;
    permit-natt) filter="iifname \"lan\" udp dport { 500, 4500 } accept; $vpn" ;;
    permit-l2tp) filter="iifname \"lan\" udp dport 1701 accept; $vpn" ;;
    off-ipsec) filter='meta l4proto { esp, ah } drop' ;;
    off-pptp) filter='meta l4proto gre drop' helper= ;;
    static-udp-500) static='udp dport 500 dnat to 192.168.0.10' ;;
    static-protocols) static='meta l4proto { gre, ah, 115 } dnat to 192.168.0.10' ;;
    static-remote) static='ip saddr 198.51.100.77 udp dport 500 dnat to 192.168.0.10' ;;
    dmz) static='dnat to 192.168.0.10' ;;
    *)
        echo "there is no configuration '$1'" >&2
        exit 1
        ;;
    esac
    [ -z "$static" ] || static="iifname \"wan\" $static"
    cat <<END
table ip hooks {
    ct helper pptp { type "pptp" protocol tcp; l3proto ip; }
    chain helpers { type filter hook prerouting priority filter; policy accept; $helper; }
    chain room { type filter hook forward priority filter - 2; policy accept; iifname "lan" ct state new ct count over 1000 drop; }
    chain asked { type filter hook forward priority filter - 1; policy accept; $filter; }
    chain static_entries { type nat hook prerouting priority dstnat; policy accept; $static; }
}
END
    sed '/chain static_entries/,/^    }/d' "$presets/linux-static/rules.nft"
}

address() { # the second is that of after a change
    ip address flush dev wan
    ip address add "$1/24" dev wan
    ip route replace default via 203.0.113.1
}

down() {
    ip link set lan down
    ip link set wan down
    nft flush ruleset
    conntrack -F 2>/dev/null
}

start() { # rules first: nothing leaves untranslated
    rules "$(kept configuration lab)" | nft -f -
    ip address replace 192.168.0.1/16 dev lan
    ip link set lan up
    ip link set wan up
    address "$(kept address 203.0.113.2)"
}

case $action in
start) start ;;
reboot) down; [ "$wrong" != static-lost ] || echo factory >"$folder/configuration"; sleep 2; start ;;
factory-reset) echo factory >"$folder/configuration"; down; sleep 2; start ;;
power-off) down ;;
power-on) start ;;
apply) echo "$3" >"$folder/configuration"; rules "$3" | nft -f - ;;
wan-address)
    if [ "$(kept address 203.0.113.2)" = 203.0.113.2 ]; then new=203.0.113.3; else new=203.0.113.2; fi
    echo $new >"$folder/address"
    address $new
    ;;
flap)
    ip link set "$3" down
    sleep 3
    ip link set "$3" up
    [ "$3" = lan ] || address "$(kept address 203.0.113.2)" # the route went with the link
    ;;
log) cat /proc/net/nf_conntrack ;;
*)
    echo "unknown: $action" >&2
    exit 2
    ;;
esac
