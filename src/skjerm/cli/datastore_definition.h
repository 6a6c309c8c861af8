// Flags of `skjerm datastore …`, for the table in definition.cpp.
#pragma once

#include "skjerm/cli/definition.h"

namespace skjerm::cli::datastore_flags {

inline constexpr base::LocalizedText kFile{"FIL", "FILE"};
inline constexpr base::LocalizedText kFolder{"MAPPE", "DIR"};
inline constexpr base::LocalizedText kChoice{"VALG", "CHOICE"};
inline constexpr base::LocalizedText kName{"NAVN", "NAME"};

inline constexpr FlagDefinition kDatastore{
    .name = "--datastore",
    .value = kFolder,
    .help = {"Datalager som skriptet kan bruke; kan gis flere ganger. Ellers SKJERM_DATASTORE, "
             "ellers data/demo.",
             "A datastore that the script can use; may be given several times. Else "
             "SKJERM_DATASTORE, else data/demo."},
    .repeatable = true};
inline constexpr FlagDefinition kStore[] = {
    kDatastore,
    {.name = "--format",
     .value = kChoice,
     .help = {"text (vanlig), json eller csv.", "text (usual), json or csv."},
     .choices = "text|json|csv"}};

inline constexpr FlagDefinition kVerify[] = {
    kDatastore,
    {.name = "--deep",
     .help = {"Også arkivfilene og utkastet; bare datalagre med versjoner.",
              "Also the archive files and the draft; only datastores with versions."}},
    {.name = "--repair",
     .help = {"Lager skadde filer på nytt av arkivfilene.",
              "Makes damaged files again from the archive files."}},
    {.name = "--part",
     .value = {"N/M", "N/M"},
     .help = {"Bare del N av M, for nattlig kontroll: 1/30 den første natten, 2/30 den neste.",
              "Only part N of M, for nightly checks: 1/30 the first night, 2/30 the next."}},
    {.name = "--signed-by",
     .value = kFile,
     .help = {"Krever at hver versjon er signert med denne nøkkelen; kan gis flere ganger.",
              "Requires that each version is signed with this key; may be given several times."},
     .repeatable = true}};

inline constexpr FlagDefinition kStewardStore{
    .name = "--datastore",
    .value = kFolder,
    .help = {"Datalageret det arbeides med. Ellers SKJERM_DATASTORE.",
             "The datastore to work on. Else SKJERM_DATASTORE."}};
inline constexpr FlagDefinition kVault{
    .name = "--vault",
    .value = kFolder,
    .help = {"Mappen til hvelvet som gir personer og andre enheter sine pseudonymer.",
             "The folder of the vault that gives persons and other units their pseudonyms."}};
inline constexpr FlagDefinition kMessage{.name = "--message",
                                         .value = {"TEKST", "TEXT"},
                                         .help = {"Beskrivelsen som brukerne ser (kort: -m).",
                                                  "The description that users see (short: -m)."}};
inline constexpr FlagDefinition kTextOrJson{
    .name = "--format",
    .value = kChoice,
    .help = {"text (vanlig) eller json.", "text (usual) or json."},
    .choices = "text|json"};
inline constexpr FlagDefinition kTextJsonOrCsv{
    .name = "--format",
    .value = kChoice,
    .help = {"text (vanlig), json eller csv.", "text (usual), json or csv."},
    .choices = "text|json|csv"};

inline constexpr FlagDefinition kInit[] = {
    {.name = "--rdn",
     .value = kName,
     .help = {"Navnet skript bruker, for eksempel no.ssb.fdb.",
              "The name that scripts use, for instance no.ssb.fdb."}},
    {.name = "--label",
     .value = {"TEKST", "TEXT"},
     .help = {"Tittel på bokmål.", "Title in Norwegian."}},
    {.name = "--label-en",
     .value = {"TEKST", "TEXT"},
     .help = {"Tittel på engelsk. Ellers som den norske.",
              "Title in English. Else as the Norwegian one."}},
    {.name = "--description",
     .value = {"TEKST", "TEXT"},
     .help = {"Beskrivelse i versjonslisten.", "Description in the list of versions."}},
    {.name = "--synthetic",
     .help = {"Befolkningen er oppdiktet. Uten hvelv tas bare personer fra `skjerm synth` imot.",
              "The population is made up. Without a vault only persons of `skjerm synth` are "
              "accepted."}},
    kVault,
    {.name = "--pseudonym-service",
     .help = {"Pseudonymene kommer fra en tjeneste, som oppgis ved import.",
              "Pseudonyms come from a service, which is given with each import."}}};
inline constexpr FlagDefinition kPrivateKey{
    .name = "--key",
    .value = kFile,
    .help = {"Den private nøkkelen, når pakken har data.",
             "The private key, when the package has data."}};

inline constexpr FlagDefinition kDataLimit{
    .name = "--data-limit",
    .value = {"STØRRELSE", "SIZE"},
    .help = {"Det meste av data en pakke kan ha, for eksempel 500G. Ellers 200 GB.",
             "The most data that a package can have, for example 500G. Else 200 GB."}};
inline constexpr FlagDefinition kImport[] = {
    kStewardStore,
    kVault,
    {.name = "--pseudonym-service",
     .value = {"URL", "URL"},
     .help = {"Adressen til tjenesten som gir pseudonymer.",
              "The address of the service that gives pseudonyms."}},
    {.name = "--pseudonym-key",
     .value = kFile,
     .help = {"Filen med nøkkelen til den tjenesten; bare du kan ha tilgang til den.",
              "The file with the key to that service; you alone may have access to it."}},
    {.name = "--metadata-only",
     .help = {"Nye metadata til variabler som er utgitt; dataene er som før.",
              "New metadata of variables that are released; the data stay."}},
    kPrivateKey,
    kDataLimit};
inline constexpr FlagDefinition kDraft[] = {kStewardStore};
inline constexpr FlagDefinition kDraftShow[] = {kStewardStore, kTextOrJson};
inline constexpr FlagDefinition kVersions[] = {kStewardStore, kTextJsonOrCsv};
inline constexpr FlagDefinition kBump[] = {
    kStewardStore,
    kMessage,
    {.name = "--manifest",
     .value = {"HEX", "HEX"},
     .help = {"Bare hvis utkastet er det som `draft show` viste.",
              "Only if the draft is the one that `draft show` showed."}}};
inline constexpr FlagDefinition kRemove[] = {kStewardStore, kMessage};
inline constexpr FlagDefinition kWithdraw[] = {
    kStewardStore,
    {.name = "--reason",
     .value = {"TEKST", "TEXT"},
     .help = {"Grunnen, som skript får oppgitt.", "The reason, which scripts are told."}}};
inline constexpr FlagDefinition kSign[] = {
    kStewardStore,
    {.name = "--key",
     .value = kFile,
     .help = {"Den private signeringsnøkkelen til dataeieren, skjerm_signing_key.",
              "The private signing key of the data owner, skjerm_signing_key."}}};
inline constexpr FlagDefinition kExportMetadata[] = {
    {.name = "--datastore",
     .value = kFolder,
     .help = {"Datalageret. Ellers SKJERM_DATASTORE, ellers data/demo.",
              "The datastore. Else SKJERM_DATASTORE, else data/demo."}},
    {.name = "--of-version",
     .value = {"VERSJON", "VERSION"},
     .help = {"Versjonen, som i skript: 45, 45.1 eller 45.1.2. Ellers den nyeste.",
              "The version, as in scripts: 45, 45.1 or 45.1.2. Else the newest."}},
    {.name = "--format",
     .value = kChoice,
     .help = {"json (vanlig) eller ddi (DDI-Codebook 2.5, XML).",
              "json (usual) or ddi (DDI-Codebook 2.5, XML)."},
     .choices = "json|ddi"},
    {.name = "--out",
     .value = kFile,
     .help = {"Filen som skrives. Ellers standard ut.",
              "The file to write. Else standard output."}}};
inline constexpr FlagDefinition kKeygen[] = {
    {.name = "--signing",
     .help = {"Lager nøkkelparet som versjoner signeres med i stedet.",
              "Makes the pair of keys that versions are signed with instead."}}};

inline constexpr FlagDefinition kValidate[] = {
    {.name = "--name",
     .value = kName,
     .help = {"Bare dette datasettet; kan gis flere ganger. Ellers alle i mappen.",
              "Only this dataset; may be given several times. Else all in the folder."},
     .repeatable = true},
    {.name = "--metadata-only",
     .help = {"Leser bare metadata; datafilen kan mangle.",
              "Reads metadata alone; the data file may be missing."}},
    {.name = "--unit-types",
     .value = kFile,
     .help = {"Enhetstyper og kommuner som kommer i tillegg til de offisielle.",
              "Unit types and municipalities besides the official ones."}},
    {.name = "--strict-official",
     .help = {"Avviser også det bare det offisielle verktøyet avviser.",
              "Also refuses what the official tool alone refuses."}},
    kPrivateKey,
    kDataLimit,
    {.name = "--memory",
     .value = {"STØRRELSE", "SIZE"},
     .help = {"Minne som rader kan ta, for eksempel 4G. Ellers 2G.",
              "Memory that rows may take, for example 4G. Else 2G."}},
    {.name = "--write-enriched",
     .help = {"Skriver NAVN.enriched.json ved siden av metadatafilen når datasettet er godtatt.",
              "Writes NAME.enriched.json beside the metadata file when the dataset is accepted."}},
    {.name = "--format",
     .value = kChoice,
     .help = {"Form på rapporten: text (vanlig) eller json.",
              "Form of the report: text (usual) or json."},
     .choices = "text|json"}};

inline constexpr FlagDefinition kPack[] = {
    {.name = "--key",
     .value = kFile,
     .help = {"Datalagerets offentlige nøkkel, microdata_public_key.pem.",
              "The public key of the datastore, microdata_public_key.pem."}},
    {.name = "--out",
     .value = kFile,
     .help = {"Pakken som lages: NAVN.tar, der NAVN er navnet på mappen.",
              "The package to make: NAME.tar, where NAME is the name of the folder."}},
    {.name = "--sha256",
     .help = {"Legger ved SHA-256 av dataene; de offisielle leserne ser bort fra den.",
              "Adds the SHA-256 of the data; official readers pass over it."}}};

inline constexpr FlagDefinition kUnpack[] = {
    kPrivateKey,
    kDataLimit,
    {.name = "--out",
     .value = kFolder,
     .help = {"Mappen som mappen NAVN lages i.", "The folder to make the folder NAME in."}}};

}  // namespace skjerm::cli::datastore_flags
