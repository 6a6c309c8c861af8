// The UTF-8 helpers on random bytes: they end, agree with each other and never read behind the
// text. Each text stands right before a page that cannot be read, so an over-read crashes in every
// build, not only under a sanitizer.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <string>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/base/source_text.h"
#include "skjerm/base/utf8.h"

namespace skjerm::base {
namespace {

/// A copy of a text whose last byte is the last readable one.
class GuardedText {
public:
    explicit GuardedText(std::string_view text) {
        SKJERM_CHECK(text.size() <= kPage);
        pages_ = static_cast<char*>(
            mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        SKJERM_CHECK(pages_ != MAP_FAILED);
        SKJERM_CHECK(mprotect(pages_ + kPage, kPage, PROT_NONE) == 0);
        char* start = pages_ + kPage - text.size();
        text.copy(start, text.size());
        text_ = {start, text.size()};
    }
    ~GuardedText() { munmap(pages_, 2 * kPage); }
    GuardedText(const GuardedText&) = delete;
    GuardedText& operator=(const GuardedText&) = delete;

    [[nodiscard]] std::string_view text() const { return text_; }

private:
    static constexpr std::size_t kPage = 4096;
    char* pages_ = nullptr;
    std::string_view text_;
};

/// Bytes that often begin, continue or cut short a sequence: uniform bytes seldom get that far.
rc::Gen<std::string> any_bytes() {
    const auto piece = rc::gen::oneOf(
        rc::gen::map(rc::gen::arbitrary<char>(), [](char byte) { return std::string(1, byte); }),
        rc::gen::element<std::string>("a", "_", "\t", "\r\n", "\n", "å", "漢", "😀", "\u0301",
                                      "\u202E", "\xC3", "\xE6", "\xF0\x9F", "\xF0\x9F\x98",
                                      "\xED\xA0\x80", "\xC0\xAF", "\xF4\x90\x80\x80", "\x80"));
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) {
                            std::string text;
                            for (const std::string& part : pieces) text += part;
                            return text;
                        });
}

/// The same with valid sequences only.
rc::Gen<std::string> any_text() {
    const auto code_point =
        rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(1, 0x110000),
                          [](std::uint32_t p) { return p < 0xD800 || p > 0xDFFF; });
    return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(code_point),
                        [](const std::vector<std::uint32_t>& points) {
                            std::string text;
                            for (const std::uint32_t point : points) append_utf8(text, point);
                            return text;
                        });
}

/// Decoder written from the table of well-formed sequences (The Unicode Standard, table 3-7), to
/// compare with: the offset of the first byte that begins no well-formed sequence.
std::optional<std::size_t> first_invalid_by_table(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const auto in = [](unsigned value, unsigned low, unsigned high) {
        return value >= low && value <= high;
    };
    for (std::size_t at = 0; at < text.size();) {
        const unsigned first = byte(at);
        const unsigned second = byte(at + 1);
        const bool third = in(byte(at + 2), 0x80, 0xBF);
        const bool fourth = in(byte(at + 3), 0x80, 0xBF);
        const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (first < 0x80)
            at += 1;
        else if (in(first, 0xC2, 0xDF) && in(second, low, high))
            at += 2;
        else if (in(first, 0xE0, 0xEF) && in(second, low, high) && third)
            at += 3;
        else if (in(first, 0xF0, 0xF4) && in(second, low, high) && third && fourth)
            at += 4;
        else
            return at;
    }
    return std::nullopt;
}

RC_GTEST_PROP(Utf8Property, FindsTheFirstInvalidSequenceOfAnyBytes, ()) {
    const GuardedText guarded(*any_bytes());
    RC_ASSERT(first_invalid_utf8(guarded.text()) == first_invalid_by_table(guarded.text()));
}

RC_GTEST_PROP(Utf8Property, WalksOverAnyBytesToTheirEnd, ()) {
    const GuardedText guarded(*any_bytes());
    const std::string_view text = guarded.text();
    std::size_t count = 0;
    std::size_t width = 0;
    std::string shown;
    std::size_t at = 0;
    for (; at < text.size(); ++count) {
        const CodePoint point = code_point_at(text, at);
        RC_ASSERT(point.bytes >= 1U && point.bytes <= 4U);
        RC_ASSERT(point.value < 0x110000U);
        width += static_cast<std::size_t>(display_width(point.value));
        append_utf8(shown, point.value);
        at += point.bytes;
    }
    RC_ASSERT(at == text.size());
    RC_ASSERT(code_point_count(text) == count);
    RC_ASSERT(display_width(text) == width);
    RC_ASSERT(!first_invalid_utf8(shown));
    RC_ASSERT((shown == text) == !first_invalid_utf8(text));
}

RC_GTEST_PROP(Utf8Property, NormalisesOnceAndForAll, ()) {
    const GuardedText guarded(*any_bytes());
    const std::string once = normalise_nfc(guarded.text());
    RC_ASSERT(normalise_nfc(once) == once);
    if (first_invalid_utf8(guarded.text())) RC_ASSERT(once == guarded.text());
}

RC_GTEST_PROP(Utf8Property, NormalisesAnyTextToValidText, ()) {
    const GuardedText guarded(*any_text());
    const std::string once = normalise_nfc(guarded.text());
    RC_ASSERT(!first_invalid_utf8(once));
    RC_ASSERT(normalise_nfc(once) == once);
}

RC_GTEST_PROP(Utf8Property, EditDistanceIsAMetric, ()) {
    const GuardedText a(*any_bytes());
    const GuardedText b(*any_bytes());
    const GuardedText c(*any_bytes());
    const std::size_t ab = edit_distance(a.text(), b.text());
    const std::size_t lengths[] = {code_point_count(a.text()), code_point_count(b.text())};
    RC_ASSERT(edit_distance(a.text(), a.text()) == 0U);
    RC_ASSERT(edit_distance(b.text(), a.text()) == ab);
    RC_ASSERT(ab <= std::max(lengths[0], lengths[1]));
    RC_ASSERT(ab >= std::max(lengths[0], lengths[1]) - std::min(lengths[0], lengths[1]));
    RC_ASSERT(edit_distance(a.text(), c.text()) <= ab + edit_distance(b.text(), c.text()));
    const std::string_view candidates[] = {b.text(), c.text()};
    RC_ASSERT(near_names(a.text(), candidates).size() <= 2U);
}

/// Nothing that could steer a terminal, in valid UTF-8.
void check_harmless(std::string_view shown) {
    RC_ASSERT(!first_invalid_utf8(shown));
    for (std::size_t at = 0; at < shown.size();) {
        const CodePoint point = code_point_at(shown, at);
        RC_ASSERT(point.value == U'\n' || !is_unprintable(point.value));
        at += point.bytes;
    }
}

RC_GTEST_PROP(SourceTextProperty, DrawsAnyFaultOfAnyScriptHarmlessly, ()) {
    const std::string script = *any_bytes();
    const auto size = static_cast<std::uint32_t>(script.size());
    const auto begin = *rc::gen::inRange<std::uint32_t>(0, size + 1);
    const auto end = *rc::gen::inRange<std::uint32_t>(begin, size + 3);
    const SourceText source("fil.skjerm", script);
    Diagnostic diagnostic =
        error(Code::InternalFault, {begin, end}, {Argument::script_text(script)});
    diagnostic.related = {{begin / 2, begin}};
    diagnostic.fix = Fix{{begin, end}, script};
    const std::string shown = source.render(diagnostic, Language::Bokmaal, false);
    check_harmless(shown);
    RC_ASSERT(shown.ends_with('\n'));
    RC_ASSERT(diagnostic.where == Span{} || shown.find('^') != std::string::npos);
}

RC_GTEST_PROP(SourceTextProperty, PositionsGrowWithTheByte, ()) {
    const std::string script = *any_bytes();
    const SourceText source("s", script);
    Position last;
    for (std::uint32_t byte = 0; byte <= script.size(); ++byte) {
        const Position at = source.position(byte);
        const bool same_line = at.line == last.line;
        RC_ASSERT((same_line ? at.column >= last.column : at.line == last.line + 1));
        RC_ASSERT(same_line || at.column == 1U);
        last = at;
    }
}

}  // namespace
}  // namespace skjerm::base
