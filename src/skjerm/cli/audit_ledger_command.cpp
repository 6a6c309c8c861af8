// `skjerm audit ledger|reinstate`: what the ledger makes of the accounts, for a privacy auditor,
// and the way back for an account that it has frozen.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "skjerm/cli/program.h"
#include "skjerm/ledger/ledger.h"
#include "skjerm/render/text_table.h"
#include "skjerm/session/audit_entries.h"
#include "skjerm/session/installation.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::LocalizedText;
using ledger::AccountOverview;
using ledger::InstitutionOverview;
using ledger::Level;
using ledger::Overview;

const char* name_of(Level level) {
    switch (level) {
        case Level::None:
            return "none";
        case Level::Flagged:
            return "flagged";
        case Level::Throttled:
            return "throttled";
        case Level::Frozen:
            return "frozen";
    }
    return "";
}

LocalizedText text_of(Level level) {
    switch (level) {
        case Level::None:
            return {"åpen", "open"};
        case Level::Flagged:
            return {"merket", "flagged"};
        case Level::Throttled:
            return {"bremset", "throttled"};
        case Level::Frozen:
            return {"stengt", "frozen"};
    }
    return {"", ""};
}

Json json_of(const Overview& overview) {
    Json institutions = Json::array();
    for (const InstitutionOverview& one : overview.institutions)
        institutions.push_back({{"institution", one.institution},
                                {"frozen", one.frozen},
                                {"sets", one.sets},
                                {"exposed_units", one.exposed_units},
                                {"highest_exposure", one.highest_exposure}});
    Json accounts = Json::array();
    for (const AccountOverview& one : overview.accounts)
        accounts.push_back({{"account", one.account},
                            {"institution", one.institution},
                            {"level", name_of(one.level)},
                            {"score", one.score},
                            {"highest_exposure", one.highest_exposure},
                            {"commands_in_an_hour", one.commands_in_an_hour},
                            {"refused_in_an_hour", one.refused_in_an_hour},
                            {"fragmented_units", one.fragmented_units}});
    return {{"anchors", overview.anchors},
            {"precedents", overview.precedents},
            {"commands", overview.commands},
            {"institutions", std::move(institutions)},
            {"accounts", std::move(accounts)}};
}

class LedgerCommand {
public:
    explicit LedgerCommand(Program& program)
        : program_(program), secret_(program.arguments.value("--secret").value_or("")) {}

    base::Result<ExitCode> run() {
        return program_.arguments.command->path == "audit ledger" ? show() : reinstate();
    }

private:
    std::string in(LocalizedText text) const { return std::string(text.in(program_.language)); }

    base::Result<ExitCode> show() {
        SKJERM_TRY(session::enter_look(secret_, "ledger", said_with(program_.arguments)));
        SKJERM_TRY_ASSIGN(const auto ledger, session::ledger_of(secret_));
        SKJERM_TRY_ASSIGN(const Overview overview, ledger->overview());
        if (program_.arguments.value("--format") == "json")
            program_.out.write(json_of(overview).dump(2) + "\n");
        else
            program_.out.write(text(overview));
        return ExitCode::Success;
    }

    std::string text(const Overview& overview) const {
        std::vector<std::vector<std::string>> rows = {
            {in({"konto", "account"}), in({"institusjon", "institution"}),
             in({"tilstand", "state"}), in({"poeng", "score"}), in({"eksponering", "exposure"}),
             in({"kommandoer/t", "commands/h"}), in({"avvist/t", "refused/h"}),
             in({"brokker", "fragments"})}};
        for (const AccountOverview& one : overview.accounts)
            rows.push_back(
                {render::printable(one.account), render::printable(one.institution),
                 in(text_of(one.level)), std::to_string(one.score),
                 std::to_string(one.highest_exposure), std::to_string(one.commands_in_an_hour),
                 std::to_string(one.refused_in_an_hour), std::to_string(one.fragmented_units)});
        std::string text = render::align_columns(rows);
        for (const InstitutionOverview& one : overview.institutions) {
            text += render::printable(one.institution) + ": " + std::to_string(one.sets) +
                    in({" mengder, ", " sets, "}) + std::to_string(one.exposed_units) +
                    in({" eksponerte enheter", " exposed units"});
            text += one.frozen ? in({", stengt\n", ", frozen\n"}) : "\n";
        }
        return text + std::to_string(overview.anchors) + in({" ankere, ", " anchors, "}) +
               std::to_string(overview.precedents) + in({" viste mengder, ", " shown sets, "}) +
               std::to_string(overview.commands) + in({" poster\n", " records\n"});
    }

    base::Result<ExitCode> reinstate() {
        SKJERM_TRY_ASSIGN(const std::string by, needed_value(program_.arguments, "--by"));
        SKJERM_TRY_ASSIGN(const std::string second, needed_value(program_.arguments, "--second"));
        const std::string institution = program_.arguments.value("--institution").value_or("local");
        SKJERM_TRY_ASSIGN(const std::string account, known_as(program_.arguments.words.front()));
        SKJERM_TRY(session::reinstate(secret_, account, institution, by, second));
        program_.out.write(account + in({": åpnet igjen\n", ": reinstated\n"}));
        return ExitCode::Success;
    }

    /// The account that is meant by its whole name, its number or what follows the number.
    base::Result<std::string> known_as(const std::string& word) const {
        SKJERM_TRY_ASSIGN(const auto ledger, session::ledger_of(secret_));
        SKJERM_TRY_ASSIGN(const Overview overview, ledger->overview());
        for (const AccountOverview& one : overview.accounts) {
            const std::size_t blank = one.account.find(' ');
            if (one.account == word || one.account.substr(0, blank) == word ||
                (blank != std::string::npos && one.account.substr(blank + 1) == word))
                return one.account;
        }
        return word;
    }

    Program& program_;
    std::string secret_;
};

}  // namespace

ExitCode audit_ledger_command(Program& program) {
    const base::Result<ExitCode> code = LedgerCommand(program).run();
    return code ? *code : program.fail(code.diagnostic());
}

}  // namespace skjerm::cli
