// What arrives twice in a TCP stream: see stream_log.hpp.
#include "harness/engine/stream_log.hpp"

#include <algorithm>

namespace tsuka::engine {

std::size_t StreamLog::queue(std::size_t octets) {
    const auto place = octets_.size();
    octets_.resize(place + octets, 0);
    present_.resize(place + octets, false);
    return place;
}

/// RFC 9293 section 3.8.4: a keep-alive names the last octet that was sent, and may bear any octet there.
bool StreamLog::may_be_keep_alive(std::size_t place, View text) const {
    return text.size() == 1 && (place + 1 == present_.size() || !present_[place + 1]);
}

void StreamLog::take_again(std::size_t place, std::uint8_t octet) {
    for (auto& one : awaited_) {
        if (place < one.place || place - one.place >= one.octets.size()) continue;
        one.present.resize(one.octets.size(), false);
        if (one.present[place - one.place]) continue;
        one.present[place - one.place] = true;
        one.octets[place - one.place] = octet;
        return;
    }
}

StreamLog::Taken StreamLog::take(std::size_t place, View text) {
    Taken taken;
    if (place >= present_.size()) return taken;
    const bool keep_alive = may_be_keep_alive(place, text);
    const auto end = std::min(text.size(), present_.size() - place);
    for (std::size_t index = 0; index < end; ++index) {
        const auto at = place + index;
        if (!present_[at]) {
            present_[at] = true;
            octets_[at] = text[index];
            continue;
        }
        if (octets_[at] != text[index]) {
            if (keep_alive) continue;
            taken.changed.push_back(at);
        }
        take_again(at, text[index]);
    }
    const auto whole = [](Awaited const& one) {
        return one.present.size() == one.octets.size() && std::find(one.present.begin(), one.present.end(), false) == one.present.end();
    };
    for (auto const& one : awaited_)
        if (whole(one)) taken.again.push_back({one.probe, one.octets});
    std::erase_if(awaited_, whole);
    return taken;
}

}  // namespace tsuka::engine
