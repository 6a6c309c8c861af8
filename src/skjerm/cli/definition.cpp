#include "skjerm/cli/definition.h"

#include <algorithm>

#include "skjerm/cli/audit_definition.h"
#include "skjerm/cli/datastore_definition.h"

namespace skjerm::cli {

namespace {

using base::LocalizedText;

constexpr LocalizedText kFile{"FIL", "FILE"};
constexpr LocalizedText kFolder{"MAPPE", "DIR"};
constexpr LocalizedText kNumber{"N", "N"};
constexpr LocalizedText kLine{"LINJE", "LINE"};
constexpr LocalizedText kYear{"ÅR", "YEAR"};
constexpr LocalizedText kChoice{"VALG", "CHOICE"};
constexpr LocalizedText kName{"NAVN", "NAME"};

constexpr FlagDefinition kThreads{
    .name = "--threads",
    .value = kNumber,
    .help = {"Bruker høyst N tråder. Resultatet er det samme for alle N.",
             "Uses at most N threads. The result is the same for every N."}};

constexpr FlagDefinition kGlobal[] = {
    {.name = "--help", .help = {"Viser hjelp.", "Shows help."}},
    {.name = "--version",
     .help = {"Viser utgaven av programmet og personvernreglene.",
              "Shows the version of the program and of the disclosure policy."}},
    {.name = "--json", .help = {"Skriver svaret som JSON.", "Writes the answer as JSON."}},
    {.name = "--lang",
     .value = kChoice,
     .help = {"Språk: nb eller en. Ellers etter LC_ALL, LC_MESSAGES eller LANG.",
              "Language: nb or en. Else as LC_ALL, LC_MESSAGES or LANG say."},
     .choices = "nb|en"},
    {.name = "--color",
     .value = kChoice,
     .help = {"Farger: auto, always eller never. NO_COLOR slår dem av.",
              "Colour: auto, always or never. NO_COLOR turns it off."},
     .choices = "auto|always|never"},
    {.name = "--quiet",
     .help = {"Skriver bare resultater og feil.", "Writes only results and errors."}},
    {.name = "--verbose",
     .help = {"Forteller også hva som brukes: datalager, regler, tråder.",
              "Also tells what is used: datastores, policy, threads."}},
    {.name = "--progress",
     .value = kChoice,
     .help = {"Fremdrift på stderr: auto, always, never eller json.",
              "Progress on stderr: auto, always, never or json."},
     .choices = "auto|always|never|json"},
    {.name = "--log-format",
     .value = kChoice,
     .help = {"Meldinger på stderr som text eller json.", "Messages on stderr as text or json."},
     .choices = "text|json"},
    {.name = "--config", .value = kFile, .support = Support::Planned}};

constexpr FlagDefinition kRunFlags[] = {
    datastore_flags::kDatastore,
    {.name = "--format",
     .value = kChoice,
     .help = {"Form på resultatet: text (vanlig), json, ndjson, csv eller md.",
              "Form of the result: text (usual), json, ndjson, csv or md."},
     .choices = "text|json|ndjson|csv|md|latex|html",
     .planned_choices = "latex|html"},
    {.name = "--out",
     .value = {"FIL|MAPPE", "FILE|DIR"},
     .help = {"Skriver resultatet hit. Med csv en mappe: én fil per tabell.",
              "Writes the result here. With csv a folder: one file for each table."}},
    {.name = "--only",
     .value = {"SLAG,…", "KIND,…"},
     .help = {"Bare resultater av disse slagene: tables, text.",
              "Only results of these kinds: tables, text."},
     .choices = "tables|text|models|charts",
     .planned_choices = "models|charts"},
    {.name = "--from",
     .value = kLine,
     .help = {"Kjører fra denne linjen.", "Runs from this line on."}},
    {.name = "--to",
     .value = kLine,
     .help = {"Kjører til og med denne linjen.", "Runs up to and with this line."}},
    {.name = "--check",
     .help = {"Viser feil i skriptet; kjører ingenting og leser ingen data.",
              "Shows errors of the script; runs nothing and reads no data."}},
    {.name = "--fail-fast",
     .help = {"Stanser ved den første feilen (vanlig).", "Stops at the first error (usual)."}},
    {.name = "--keep-going",
     .help = {"Fortsetter etter resultater som personvernreglene ikke slipper ut.",
              "Goes on after results that disclosure control refuses."}},
    {.name = "--time",
     .help = {"Viser på stderr hvor lang tid hver kommando tok, rundet opp til 50 ms.",
              "Shows on stderr how long each command took, rounded up to 50 ms."}},
    kThreads,
    {.name = "--memory",
     .value = {"STØRRELSE", "SIZE"},
     .help = {"Minne som økten kan bruke, for eksempel 2G.",
              "Memory that the session may use, for example 2G."}},
    {.name = "--timeout",
     .value = {"TID", "TIME"},
     .help = {"Avbryter kjøringen etter denne tiden, for eksempel 90s eller 5m.",
              "Stops the run after this time, for example 90s or 5m."}},
    {.name = "--decimal",
     .value = kChoice,
     .help = {"Desimaltegn: comma eller point. Ellers komma på norsk.",
              "Decimal mark: comma or point. Else a comma in Norwegian."},
     .choices = "comma|point"},
    {.name = "--sep",
     .value = kChoice,
     .help = {"Skilletegn i csv: semicolon (vanlig), comma eller tab.",
              "Separator in csv: semicolon (usual), comma or tab."},
     .choices = "semicolon|comma|tab"},
    {.name = "--labels",
     .value = kChoice,
     .help = {"Viser labels (vanlig), codes eller both.", "Shows labels (usual), codes or both."},
     .choices = "labels|codes|both"},
    {.name = "--echo",
     .help = {"Tar kommandoene med i md; i text og json er de alltid med.",
              "Includes the commands in md; text and json always have them."}},
    {.name = "--stable",
     .help = {"Utelater tidspunkter, så samme kjøring gir samme byte.",
              "Leaves out times of day, so the same run gives the same bytes."}},
    {.name = "--seed-check",
     .help = {"Kjører to ganger og sammenligner resultatene.",
              "Runs twice and compares the results."}},
    {.name = "--charts",
     .value = kChoice,
     .help = {"Figurer: none.", "Charts: none."},
     .choices = "none|svg|png|ascii",
     .planned_choices = "svg|png|ascii"},
    {.name = "--secret",
     .value = kFile,
     .help = {"Nøkkelfilen til denne installasjonen. Lages om den ikke finnes.",
              "The key file of this installation. Made if there is none."}},
    {.name = "--policy", .value = kName, .support = Support::Planned},
    {.name = "--server", .value = {"URL", "URL"}, .support = Support::Planned},
    {.name = "--nocache", .support = Support::Planned}};

constexpr FlagDefinition kSynthFlags[] = {
    {.name = "--persons",
     .value = {"N|tiny|demo|full", "N|tiny|demo|full"},
     .help = {"Personer i alt: et tall fra 20 000, tiny (20 000), demo (500 000) eller full.",
              "Persons in all: a number from 20 000, tiny (20 000), demo (500 000) or full."}},
    {.name = "--seed",
     .value = kNumber,
     .help = {"Frø: samme frø gir samme befolkning. Ellers 1.",
              "Seed: the same seed gives the same population. Else 1."}},
    {.name = "--from",
     .value = kYear,
     .help = {"Første år i årlige og månedlige registre. Ellers alle år.",
              "First year of yearly and monthly registers. Else all years."}},
    {.name = "--to", .value = kYear, .help = {"Siste år. Ellers 2025.", "Last year. Else 2025."}},
    {.name = "--registers",
     .value = {"A,B,…", "A,B,…"},
     .help = {"Skriver bare disse registrene, for eksempel FREG,SELV. Ellers alle.",
              "Writes these registers alone, FREG,SELV for instance. Else all."}},
    {.name = "--out",
     .value = kFolder,
     .help = {"Mappen som datalageret lages i; den må ikke finnes.",
              "The folder to make the datastore in; it must not exist."}},
    kThreads,
    {.name = "--indexed-parquet",
     .help = {"Skriver også registrene som Parquet, sortert etter enhet.",
              "Also writes the registers as Parquet, sorted by unit."}},
    {.name = "--packages",
     .value = kFolder,
     .help = {"Skriver også hver variabel som en leveranse: metadata og datafil. Mappen må ikke "
              "finnes.",
              "Also writes every variable as a delivery: metadata and data file. The folder must "
              "not exist."}}};

constexpr FlagDefinition kSynthCheckFlags[] = {
    {.name = "--format",
     .value = kChoice,
     .help = {"text (vanlig) eller json.", "text (usual) or json."},
     .choices = "text|json"}};

constexpr FlagDefinition kCheckFlags[] = {
    datastore_flags::kDatastore,
    {.name = "--format",
     .value = kChoice,
     .help = {"Form på svaret: text (vanlig), json eller sarif.",
              "Form of the answer: text (usual), json or sarif."},
     .choices = "text|json|sarif"}};

constexpr FlagDefinition kFmtFlags[] = {
    {.name = "--check",
     .help = {"Viser hvilke filer som ville bli endret; avslutter med 10 når det er noen.",
              "Shows which files would change; exits with 10 when there are any."}},
    {.name = "--write", .help = {"Skriver filene om.", "Rewrites the files."}}};

constexpr FlagDefinition kReplFlags[] = {
    datastore_flags::kDatastore,
    kThreads,
    {.name = "--memory",
     .value = {"STØRRELSE", "SIZE"},
     .help = {"Minne som økten kan bruke, for eksempel 2G.",
              "Memory that the session may use, for example 2G."}},
    {.name = "--secret",
     .value = kFile,
     .help = {"Nøkkelfilen til denne installasjonen. Lages om den ikke finnes.",
              "The key file of this installation. Made if there is none."}}};

constexpr FlagDefinition kReplayFlags[] = {
    datastore_flags::kDatastore,
    kThreads,
    {.name = "--memory",
     .value = {"STØRRELSE", "SIZE"},
     .help = {"Minne som kjøringen kan bruke, for eksempel 2G.",
              "Memory that the run may use, for example 2G."}},
    audit_flags::kSecret,
    audit_flags::kFormat};

constexpr LocalizedText kScript{"SKRIPT|-", "SCRIPT|-"};

constexpr CommandDefinition kCommands[] = {
    {.path = "run",
     .argument = kScript,
     .summary = {"Kjører et skript og viser resultatene.", "Runs a script and shows the results."},
     .flags = kRunFlags},
    {.path = "repl",
     .summary = {"Kommandovinduet: kommandoer én og én, med utfylling og historikk.",
                 "The command window: commands one by one, with completion and history."},
     .flags = kReplFlags},
    {.path = "check",
     .argument = kScript,
     .argument_repeatable = true,
     .summary = {"Finner feil i skript uten å kjøre dem og uten å lese data.",
                 "Finds errors in scripts without running them and without reading data."},
     .flags = kCheckFlags},
    {.path = "fmt",
     .argument = kScript,
     .argument_repeatable = true,
     .summary = {"Setter opp skript på vanlig måte.", "Lays scripts out in the usual way."},
     .flags = kFmtFlags},
    {.path = "help-command",
     .argument = kName,
     .argument_optional = true,
     .summary = {"Hjelp om en kommando i språket, eller alle.",
                 "Help about a command of the language, or all."}},
    {.path = "help-function",
     .argument = kName,
     .argument_optional = true,
     .summary = {"Hjelp om en funksjon i språket, eller alle.",
                 "Help about a function of the language, or all."}},
    {.path = "datastore list",
     .summary = {"Lister datalagrene.", "Lists the datastores."},
     .flags = datastore_flags::kStore},
    {.path = "datastore info",
     .summary = {"Forteller om et datalager: utgaver, enhetstyper, registre.",
                 "Tells about a datastore: versions, unit types, registers."},
     .flags = datastore_flags::kStore},
    {.path = "datastore variables",
     .summary = {"Lister variablene.", "Lists the variables."},
     .flags = datastore_flags::kStore},
    {.path = "datastore variable",
     .argument = kName,
     .summary = {"Alt katalogen sier om én variabel.",
                 "All the catalogue says about one variable."},
     .flags = datastore_flags::kStore},
    {.path = "datastore verify",
     .summary = {"Leser alle filene og sammenligner sjekksummer.",
                 "Reads all files and compares checksums."},
     .flags = datastore_flags::kVerify},
    {.path = "datastore validate",
     .argument = {"MAPPE|PAKKE", "DIR|PACKAGE"},
     .summary = {"Kontrollerer datasett som skal inn i et datalager.",
                 "Checks datasets that are to go into a datastore."},
     .flags = datastore_flags::kValidate},
    {.path = "datastore keygen",
     .argument = kFolder,
     .summary = {"Lager nøklene som pakker krypteres og dekrypteres med.",
                 "Makes the keys by which packages are encrypted and decrypted."},
     .flags = datastore_flags::kKeygen},
    {.path = "datastore pack",
     .argument = kFolder,
     .summary = {"Pakker og krypterer ett datasett for levering.",
                 "Packs and encrypts one dataset for delivery."},
     .flags = datastore_flags::kPack},
    {.path = "datastore unpack",
     .argument = {"PAKKE", "PACKAGE"},
     .summary = {"Dekrypterer og pakker ut ett datasett.", "Decrypts and unpacks one dataset."},
     .flags = datastore_flags::kUnpack},
    {.path = "datastore init",
     .argument = kFolder,
     .summary = {"Lager et tomt datalager som kan få versjoner.",
                 "Makes an empty datastore that can get versions."},
     .flags = datastore_flags::kInit},
    {.path = "datastore import",
     .argument = {"MAPPE|PAKKE", "DIR|PACKAGE"},
     .argument_repeatable = true,
     .summary = {"Kontrollerer leveranser og tar dem inn i utkastet.",
                 "Checks deliveries and takes them into the draft."},
     .flags = datastore_flags::kImport},
    {.path = "datastore draft show",
     .summary = {"Viser utkastet til neste versjon.", "Shows the draft of the next version."},
     .flags = datastore_flags::kDraftShow},
    {.path = "datastore draft release",
     .argument = kName,
     .argument_repeatable = true,
     .summary = {"Gjør utkast klare til neste versjon.",
                 "Makes drafts ready for the next version."},
     .flags = datastore_flags::kDraft},
    {.path = "datastore draft hold",
     .argument = kName,
     .argument_repeatable = true,
     .summary = {"Holder utkast utenfor neste versjon.", "Keeps drafts out of the next version."},
     .flags = datastore_flags::kDraft},
    {.path = "datastore draft remove",
     .argument = kName,
     .summary = {"Fjerner et utkast, eller angrer en fjerning.",
                 "Removes a draft, or undoes a removal."},
     .flags = datastore_flags::kDraft},
    {.path = "datastore bump",
     .summary = {"Gir ut en ny versjon med alt som er klart.",
                 "Releases a new version with all that is ready."},
     .flags = datastore_flags::kBump},
    {.path = "datastore remove",
     .argument = kName,
     .summary = {"Fjerner en variabel fra neste versjon.",
                 "Removes a variable from the next version."},
     .flags = datastore_flags::kRemove},
    {.path = "datastore withdraw",
     .argument = {"VERSJON", "VERSION"},
     .summary = {"Trekker en versjon tilbake, med en grunn.",
                 "Withdraws a version, with a reason."},
     .flags = datastore_flags::kWithdraw},
    {.path = "datastore versions",
     .summary = {"Lister versjonene.", "Lists the versions."},
     .flags = datastore_flags::kVersions},
    {.path = "datastore diff",
     .argument = {"A B", "A B"},
     .argument_repeatable = true,
     .summary = {"Viser hva som skiller to versjoner; avslutter med 10 når noe gjør det.",
                 "Shows how two versions differ; exits with 10 when they do."},
     .flags = datastore_flags::kVersions},
    {.path = "datastore sign",
     .argument = {"VERSJON", "VERSION"},
     .summary = {"Signerer en utgitt versjon med dataeierens nøkkel.",
                 "Signs a released version with the key of the data owner."},
     .flags = datastore_flags::kSign},
    {.path = "datastore export-metadata",
     .summary = {"Skriver alt katalogen sier om en versjon, uten data.",
                 "Writes all the catalogue says about a version, without data."},
     .flags = datastore_flags::kExportMetadata},
    {.path = "synth generate",
     .summary = {"Lager et syntetisk Norge.", "Makes a synthetic Norway."},
     .flags = kSynthFlags},
    {.path = "synth check",
     .argument = kFolder,
     .summary = {"Kontrollerer et syntetisk datalager: regler, kjente tall og sammenhenger.",
                 "Checks a synthetic datastore: rules, known figures and connections."},
     .flags = kSynthCheckFlags},
    {.path = "audit verify",
     .argument = {"MAPPE|FIL", "DIR|FILE"},
     .argument_optional = true,
     .summary = {"Kontrollerer kjeden i revisjonsloggen; avslutter med 10 når den er brutt.",
                 "Checks the chain of the audit log; exits with 10 when it is broken."},
     .flags = audit_flags::kVerify},
    {.path = "audit checkpoint",
     .summary = {"Skriver et kontrollpunkt, som skal oppbevares et annet sted enn loggen.",
                 "Writes a checkpoint, to be kept elsewhere than the log."},
     .flags = audit_flags::kCheckpoint},
    {.path = "audit list",
     .summary = {"Lister kommandoene i revisjonsloggen.", "Lists the commands in the audit log."},
     .flags = audit_flags::kList},
    {.path = "audit show",
     .argument = {"N", "N"},
     .summary = {"Viser én post i revisjonsloggen, og for dataeieren de sanne antallene.",
                 "Shows one record of the audit log, and to the data owner the true counts."},
     .flags = audit_flags::kShow},
    {.path = "audit export",
     .summary = {"Skriver poster som NDJSON; en eksport kan kontrolleres som loggen selv.",
                 "Writes records as NDJSON; an export can be verified like the log itself."},
     .flags = audit_flags::kExport},
    {.path = "audit clock",
     .summary =
         {"Lar revisjonsloggen følge en klokke som viser mindre enn den. Krever to personer.",
          "Lets the audit log follow a clock that is behind it. Takes two people."},
     .flags = audit_flags::kClock},
    {.path = "audit replay",
     .argument = {"N", "N"},
     .summary = {"Kjører kommandoen i post N om igjen og sier om den gir det samme.",
                 "Runs the command of record N again and says whether it gives the same."},
     .flags = kReplayFlags},
    {.path = "audit ledger",
     .summary = {"Hva protokollen over spørsmål sier om kontoene.",
                 "What the ledger of questions makes of the accounts."},
     .flags = audit_flags::kLedger},
    {.path = "audit reinstate",
     .argument = {"KONTO", "ACCOUNT"},
     .summary = {"Åpner en stengt konto igjen; det må to personer til.",
                 "Opens a frozen account again; it takes two people."},
     .flags = audit_flags::kReinstate},
    {.path = "audit keygen",
     .argument = kFolder,
     .summary = {"Lager et nøkkelpar for dataeieren.", "Makes a pair of keys for the data owner."}},
    {.path = "audit owner-key",
     .argument = kFile,
     .summary = {"Forsegler sanne antall for denne offentlige nøkkelen fra nå av.",
                 "Seals true counts for this public key from now on."},
     .flags = audit_flags::kOwnerKey},
    {.path = "registry",
     .summary = {"Kommandoer og funksjoner i språket, for editorer (med --json).",
                 "Commands and functions of the language, for editors (with --json)."}},
    {.path = "completion",
     .argument = {"bash|zsh|fish", "bash|zsh|fish"},
     .summary = {"Skriver et utfyllingsskript for skallet.",
                 "Writes a completion script for the shell."}},
    {.path = "serve", .support = Support::Planned},
    {.path = "drain", .support = Support::Planned},
    {.path = "status", .support = Support::Planned},
    {.path = "doctor", .support = Support::Planned},
    {.path = "synth describe", .support = Support::Planned},
    {.path = "user", .support = Support::Planned},
    {.path = "institution", .support = Support::Planned},
    {.path = "unit", .support = Support::Planned},
    {.path = "role", .support = Support::Planned},
    {.path = "agreement", .support = Support::Planned},
    {.path = "nightly", .support = Support::Planned},
    {.path = "backup", .support = Support::Planned},
    {.path = "db", .support = Support::Planned},
    {.path = "login", .support = Support::Planned},
    {.path = "logout", .support = Support::Planned},
    {.path = "whoami", .support = Support::Planned},
    {.path = "bench", .support = Support::Planned}};

}  // namespace

const FlagDefinition* CommandDefinition::find_flag(std::string_view name) const {
    for (const FlagDefinition& flag : flags)
        if (flag.name == name) return &flag;
    return nullptr;
}

std::span<const CommandDefinition> command_definitions() { return kCommands; }

const CommandDefinition* find_command_definition(std::string_view path) {
    for (const CommandDefinition& command : kCommands)
        if (command.path == path) return &command;
    return nullptr;
}

std::span<const FlagDefinition> global_flags() { return kGlobal; }

const FlagDefinition* find_flag(const CommandDefinition* command, std::string_view name) {
    if (command != nullptr)
        if (const FlagDefinition* own = command->find_flag(name)) return own;
    for (const FlagDefinition& flag : kGlobal)
        if (flag.name == name) return &flag;
    return nullptr;
}

std::vector<std::string_view> split_choices(std::string_view choices) {
    std::vector<std::string_view> parts;
    while (!choices.empty()) {
        const std::size_t end = std::min(choices.find('|'), choices.size());
        parts.push_back(choices.substr(0, end));
        choices.remove_prefix(std::min(choices.size(), end + 1));
    }
    return parts;
}

}  // namespace skjerm::cli
