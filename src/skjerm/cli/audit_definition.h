// Flags of `skjerm audit …`, for the table in definition.cpp.
#pragma once

#include "skjerm/cli/definition.h"

namespace skjerm::cli::audit_flags {

inline constexpr base::LocalizedText kFile{"FIL", "FILE"};
inline constexpr base::LocalizedText kTime{"TID", "TIME"};

inline constexpr FlagDefinition kSecret{
    .name = "--secret",
    .value = kFile,
    .help = {"Nøkkelfilen til installasjonen som loggen hører til.",
             "The key file of the installation that the log belongs to."}};
inline constexpr FlagDefinition kLog{
    .name = "--log",
    .value = {"MAPPE|FIL", "DIR|FILE"},
    .help = {"En kopi av loggen, eller en del av den. Ellers installasjonens egen.",
             "A copy of the log, or a part of it. Else the installation's own."}};
inline constexpr FlagDefinition kFormat{.name = "--format",
                                        .value = {"VALG", "CHOICE"},
                                        .help = {"Form på svaret: text (vanlig) eller json.",
                                                 "Form of the answer: text (usual) or json."},
                                        .choices = "text|json"};
inline constexpr FlagDefinition kFrom{
    .name = "--from",
    .value = kTime,
    .help = {"Bare poster fra og med dette tidspunktet: 2026-11-22 eller 2026-11-22T14:05, UTC.",
             "Only records from this time on: 2026-11-22 or 2026-11-22T14:05, UTC."}};
inline constexpr FlagDefinition kTo{
    .name = "--to",
    .value = kTime,
    .help = {"Bare poster til og med dette tidspunktet.", "Only records up to this time."}};
inline constexpr FlagDefinition kOut{
    .name = "--out", .value = kFile, .help = {"Skriver hit.", "Writes here."}};

inline constexpr FlagDefinition kVerify[] = {
    {.name = "--checkpoint",
     .value = kFile,
     .help = {"Et kontrollpunkt, som røper om de siste postene er fjernet eller skrevet om.",
              "A checkpoint, which reveals whether the last records were removed or rewritten."}},
    kSecret,
    kFormat};
inline constexpr FlagDefinition kCheckpoint[] = {kSecret, kOut};
inline constexpr FlagDefinition kList[] = {
    kFrom,
    kTo,
    {.name = "--account",
     .value = {"KONTO", "ACCOUNT"},
     .help = {"Bare kommandoer fra denne kontoen: navn eller nummer.",
              "Only commands of this account: name or number."}},
    {.name = "--refused",
     .help = {"Bare kommandoer som personvernkontrollen avviste.",
              "Only commands that disclosure control refused."}},
    kLog,
    kSecret,
    kFormat};
inline constexpr FlagDefinition kShow[] = {
    {.name = "--owner-key",
     .value = kFile,
     .help = {"Dataeierens private nøkkel: viser de sanne antallene.",
              "The data owner's private key: shows the true counts."}},
    kLog,
    kSecret,
    kFormat};
inline constexpr FlagDefinition kExport[] = {kFrom, kTo, kLog, kSecret, kOut};
inline constexpr FlagDefinition kOwnerKey[] = {kSecret};
inline constexpr FlagDefinition kLedger[] = {kSecret, kFormat};
inline constexpr base::LocalizedText kPerson{"NAVN", "NAME"};
inline constexpr FlagDefinition kReinstate[] = {
    {.name = "--by",
     .value = kPerson,
     .help = {"Den som åpner kontoen.", "Who opens the account."}},
    {.name = "--second",
     .value = kPerson,
     .help = {"En annen, som også vil det.", "Somebody else, who wants it too."}},
    {.name = "--institution",
     .value = kPerson,
     .help = {"Institusjonen kontoen hører til. Ellers local.",
              "The institution that the account belongs to. Else local."}},
    kSecret};

inline constexpr FlagDefinition kClock[] = {
    {.name = "--by",
     .value = kPerson,
     .help = {"Den som godtar klokken.", "Who accepts the clock."}},
    {.name = "--second",
     .value = kPerson,
     .help = {"En annen, som også gjør det.", "Somebody else, who does so too."}},
    kSecret};

}  // namespace skjerm::cli::audit_flags
