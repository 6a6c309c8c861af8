#include "skjerm/render/wrap.h"

#include <algorithm>

#include "skjerm/base/utf8.h"

namespace skjerm::render {

namespace {

std::string blanks(std::size_t count) { return std::string(count, ' '); }

std::size_t missing_width(std::string_view text, std::size_t width) {
    const std::size_t shown = base::display_width(text);
    return width > shown ? width - shown : 0;
}

/// Takes as many code points from the front of `word` as fit `width`, at least one.
std::string_view take_front(std::string_view& word, std::size_t width) {
    std::size_t at = 0;
    std::size_t shown = 0;
    while (at < word.size()) {
        const base::CodePoint point = base::code_point_at(word, at);
        const auto columns = static_cast<std::size_t>(base::display_width(point.value));
        if (at > 0 && shown + columns > width) break;
        shown += columns;
        at += point.bytes;
    }
    const std::string_view front = word.substr(0, at);
    word.remove_prefix(at);
    return front;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    width = std::max<std::size_t>(width, 1);
    std::vector<std::string> lines(1);
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, blank);
        text.remove_prefix(std::min(text.size(), blank + 1));
        if (word.empty()) continue;
        const std::size_t used = base::display_width(lines.back());
        if (used > 0 && used + 1 + base::display_width(word) <= width) {
            lines.back() += ' ';
            lines.back() += word;
            continue;
        }
        if (used > 0) lines.emplace_back();
        while (base::display_width(word) > width) {
            lines.back() += take_front(word, width);
            lines.emplace_back();
        }
        lines.back() += word;
    }
    return lines;
}

std::string pad_left(std::string_view text, std::size_t width) {
    return blanks(missing_width(text, width)) + std::string(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
    return std::string(text) + blanks(missing_width(text, width));
}

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t time = 0; time < times; ++time) out += text;
    return out;
}

}  // namespace skjerm::render
