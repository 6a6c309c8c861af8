// What may stand at the cursor: commands, options, functions, and everything the session knows by
// name. Used by the command window and by editors. Reads names, labels and catalogues, never data:
// the codes of a variable are those of its code list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/language.h"
#include "skjerm/dataset/workspace.h"
#include "skjerm/expr/bindings.h"

namespace skjerm::session {

struct Candidate {
    enum class Kind : std::uint8_t {
        Command,
        Option,
        Keyword,
        Function,
        Variable,
        RegisterVariable,
        Date,
        Code,
        Dataset,
        Binding,
        CodeList,
        Alias,
        Datastore
    };
    Kind kind;
    std::string text;    ///< to be put in the place of what is replaced
    std::string detail;  ///< what it is, in the user's language; may be empty
};

struct Completion {
    /// Bytes of the text that a candidate replaces; `end` is the cursor.
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<Candidate> candidates;  ///< by text, each once
};

struct CompletionScope {
    const dataset::Workspace& workspace;
    const expr::Bindings& bindings;
    /// What `require` can connect to: "no.ssb.fdb:45".
    std::vector<std::string> datastores = {};
    base::Language language = base::Language::Bokmaal;
};

/// Completes `text` at the byte `cursor`, both of a script or of what was typed so far; only the
/// command that the cursor is in counts. Candidates begin with what is written before the cursor,
/// whatever its case.
[[nodiscard]] Completion complete(std::string_view text, std::size_t cursor,
                                  const CompletionScope& scope);

/// Whether more lines are needed before `text` can be run: a `for` without its `end`, a `textblock`
/// without `endblock`, a last line that ends in a backslash.
[[nodiscard]] bool is_unfinished(std::string_view text);

}  // namespace skjerm::session
