// What a command that failed would have done, by its form. Knows where names of new things stand in
// the syntax tree, and nothing else about commands.
#include <optional>
#include <string>

#include "skjerm/script/syntax.h"
#include "skjerm/session/doubt.h"

namespace skjerm::session {

namespace {

/// The name, where substitution has made it one.
std::optional<std::string> plain(const script::NameExpression& expression) {
    const auto* reference = std::get_if<script::NameReference>(&expression.node);
    if (reference == nullptr) return std::nullopt;
    return reference->name;
}

/// The dataset with units of a type that nobody knows.
dataset::DatasetPtr with_some_units(const dataset::Dataset& dataset) {
    static const auto kType = std::make_shared<const datastore::UnitType>();
    return dataset::Dataset::of_units(dataset.name(), kType, column::RowUnits::all(0, 0), {});
}

class Supposition {
public:
    Supposition(const script::Command& command, dataset::Workspace& workspace, Doubt& doubt)
        : command_(command), workspace_(workspace), doubt_(doubt) {}

    void make() {
        std::visit([&](const auto& operands) { made_by(operands); }, command_.operands);
        for (const script::Option& option : command_.options) made_by(option);
    }

private:
    [[nodiscard]] std::string active() const {
        const dataset::DatasetPtr dataset = workspace_.active();
        return dataset ? dataset->name() : std::string();
    }

    /// A variable of the active dataset, of unknown type.
    void variable(const std::optional<std::string>& name) { variable(name, active()); }
    void variable(const std::optional<std::string>& name, const std::string& dataset_name) {
        if (!name) return doubt_.open(dataset_name);
        doubt_.add(*name);
        const dataset::DatasetPtr dataset = workspace_.find(dataset_name);
        if (dataset == nullptr) return;
        if (!dataset->has_units()) {
            if (!doubt_.without_registers()) return doubt_.units_of(dataset_name);
            workspace_.replace(dataset_name, with_some_units(*dataset));
            return variable(name, dataset_name);
        }
        if (dataset->find(*name) != nullptr || dataset->is_identifier(*name)) return;
        static const auto kBudget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 20U);
        auto column = column::missing_column(column::Kind::Integer, dataset->rows(), kBudget);
        if (!column) return;
        dataset::Variable variable;
        variable.name = *name;
        variable.column = std::move(column).value();
        workspace_.replace(dataset_name, dataset->with(std::move(variable)));
    }
    void variable(const script::NameExpression& name) { variable(plain(name)); }

    /// A dataset of unknown content.
    void dataset(const script::NameExpression& expression, bool activate) {
        const std::optional<std::string> name = plain(expression);
        if (!name) doubt_.any_dataset();
        // No script can name this one.
        const std::string known = name.value_or("$");
        if (workspace_.find(known) == nullptr) workspace_.add(dataset::Dataset::empty(known));
        doubt_.open(known);
        if (activate) workspace_.activate(known);
    }

    void made_by(const script::Names& operands) {
        const std::string& command = command_.name.text;
        const auto& names = operands.names;
        if (command == "create-dataset" || command == "use") return dataset(names.at(0), true);
        if (command == "clone-dataset" || command == "clone-units")
            return dataset(names.at(1), false);
        if (command == "rename-dataset") return dataset(names.at(1), false);
        if (command == "rename") return variable(names.at(1));
        if (command.starts_with("reshape")) return doubt_.open(active());
        const bool changes = command == "destring" || command == "assign-labels";
        if (!changes) return;
        for (const script::NameExpression& name : names) variable(name);
    }
    void made_by(const script::Assignment& operands) {
        const bool is_let =
            command_.syntax != nullptr && command_.syntax->form == script::Form::Let;
        if (!is_let) return variable(operands.target);
        if (const auto name = plain(operands.target)) doubt_.add("$" + *name);
    }
    void made_by(const script::Require& operands) { doubt_.add(operands.alias.text); }
    void made_by(const script::Import& operands) {
        for (const script::RegisterReference& reference : operands.variables) {
            const std::optional<std::string> name =
                operands.as ? plain(*operands.as) : reference.variable.text;
            variable(name);
            if (name && command_.name.text == "import-event") {
                variable("START@" + *name);
                variable("STOP@" + *name);
            }
        }
        if (command_.name.text == "import-panel") variable("date@panel");
    }
    void made_by(const script::CloneVariables& operands) {
        for (const script::Renaming& item : operands.items) {
            if (item.target)
                variable(*item.target);
            else if (const auto name = plain(item.source))
                variable(option_text("prefix") + *name + option_text("suffix"));
        }
    }
    void made_by(const script::Aggregation& operands) {
        for (const script::AggregationItem& item : operands.items)
            variable(item.variable.target ? *item.variable.target : item.variable.source);
        if (command_.name.text == "collapse") doubt_.open(active());
    }
    void made_by(const script::Merge& operands) {
        const std::optional<std::string> target = plain(operands.target);
        if (!target) return doubt_.any_dataset();
        for (const script::NameExpression& name : operands.variables)
            variable(plain(name), *target);
    }
    void made_by(const script::Recode& operands) {
        const std::string prefix = option_text("prefix") + option_text("generate");
        for (const script::NameExpression& expression : operands.variables) {
            const auto name = plain(expression);
            variable(name ? std::optional(prefix + *name) : name);
        }
    }
    void made_by(const script::DefineLabels& operands) {
        if (const auto name = plain(operands.list)) doubt_.add(*name);
    }
    /// Commands that predict name what they make in options.
    void made_by(const script::Option& option) {
        if (!command_.name.text.ends_with("-predict")) return;
        for (const auto& argument : option.arguments)
            if (const auto* term = std::get_if<script::Term>(&argument))
                for (const script::Factor& factor : term->factors) variable(factor.name);
    }
    template <class Other>
    void made_by(const Other&) {}

    [[nodiscard]] std::string option_text(std::string_view name) const {
        for (const script::Option& option : command_.options) {
            if (option.name.text != name || option.arguments.empty()) continue;
            const auto& argument = option.arguments.front();
            if (const auto* term = std::get_if<script::Term>(&argument))
                return plain(term->factors.front().name).value_or("");
            const auto* text =
                std::get_if<script::StringLiteral>(&std::get<script::Expression>(argument).node);
            return text != nullptr ? text->value : std::string();
        }
        return {};
    }

    const script::Command& command_;
    dataset::Workspace& workspace_;
    Doubt& doubt_;
};

}  // namespace

void suppose(const script::Command& command, dataset::Workspace& workspace, Doubt& doubt) {
    Supposition(command, workspace, doubt).make();
}

void suppose_line(std::string_view line, dataset::Workspace& workspace, Doubt& doubt) {
    const auto is = [&](std::string_view command) { return line.starts_with(command); };
    // Tables change nothing, and what is computed from other variables does not change those.
    if (is("tab") || is("sum")) return;
    const bool computes = is("gen") || is("replace");
    const std::vector<std::string> names =
        names_in(computes ? line.substr(0, line.find('=')) : line);
    for (const std::string& name : names) {
        if (is("let") || is("for")) doubt.add("$" + name);
        // What a line uses is rarely what it makes.
        const bool known = name.starts_with('$') || workspace.connection(name) != nullptr ||
                           workspace.find(name) != nullptr;
        if (!known || is("require")) doubt.add(name);
    }
    if (is("create-dataset") || is("use")) {
        const std::string name = names.empty() ? "$" : names.front();
        if (workspace.find(name) == nullptr) {
            workspace.add(dataset::Dataset::empty(name));
            doubt.open(name);
        }
        workspace.activate(name);
    }
    const dataset::DatasetPtr active = workspace.active();
    if (active == nullptr) return;
    // A name that is put together, or that a loop gives, cannot be told.
    const std::string_view target = line.substr(0, line.find('='));
    const bool computed =
        target.find("++") != std::string_view::npos || target.find('$') != std::string_view::npos;
    if (computed || is("reshape") || is("collapse")) doubt.open(active->name());
    if (is("import") && !active->has_units()) doubt.units_of(active->name());
}

}  // namespace skjerm::session
