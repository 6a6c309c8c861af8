// Any bytes go through the parser: every place stays inside the source, every diagnostic has its
// text in both languages, and a script without errors comes back unchanged from its canonical text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "skjerm/base/check.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/source_text.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"
#include "support/script_grammar.h"
#include "support/script_spans.h"

namespace {

void check_diagnostics(std::string_view source, const skjerm::script::Parsed& parsed) {
    using skjerm::base::Language;
    std::uint32_t before = 0;
    for (const skjerm::base::Diagnostic& diagnostic : parsed.diagnostics) {
        SKJERM_CHECK(skjerm::tests::inside(diagnostic.where, source));
        for (const skjerm::base::Span related : diagnostic.related) {
            SKJERM_CHECK(skjerm::tests::inside(related, source));
        }
        if (diagnostic.fix) SKJERM_CHECK(skjerm::tests::inside(diagnostic.fix->where, source));
        SKJERM_CHECK(before <= diagnostic.where.begin);
        before = diagnostic.where.begin;
    }
    if (parsed.diagnostics.empty()) return;
    for (const Language language : {Language::Bokmaal, Language::English}) {
        for (std::size_t i = 0; i < parsed.diagnostics.size() && i < 4; ++i) {
            SKJERM_CHECK(!skjerm::base::message_text(parsed.diagnostics[i], language).empty());
            (void)skjerm::base::hint_text(parsed.diagnostics[i], language);
        }
    }
    // Drawing the source line costs more than parsing it: once per input is enough.
    const skjerm::base::SourceText text("fuzz", std::string(source));
    SKJERM_CHECK(!text.render(parsed.diagnostics.front(), Language::Bokmaal, false).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    const skjerm::script::Grammar& grammar = skjerm::tests::test_grammar();
    const skjerm::script::Parsed parsed = skjerm::script::parse(source, grammar);
    check_diagnostics(source, parsed);
    SKJERM_CHECK(skjerm::tests::spans_inside(parsed.script, source));
    if (parsed.has_errors()) return 0;

    const std::string canonical = skjerm::script::format(parsed.script);
    const skjerm::script::Parsed again = skjerm::script::parse(canonical, grammar);
    SKJERM_CHECK(again.diagnostics.empty());
    SKJERM_CHECK(again.script == parsed.script);
    SKJERM_CHECK(skjerm::script::format(again.script) == canonical);
    return 0;
}
