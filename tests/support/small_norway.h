// A population of 6 000 persons and 2 000 jobs whose values follow from the number of the unit, so
// that a test can say what a command must give without reading the store. Databank no.ssb.test.
//
//   unit u               value
//   T_KJONN              '1' (even u) or '2' (odd u), code list Mann/Kvinne
//   T_FAARMND            (1930 + 7919 u mod 90) × 100 + 1 + u mod 12
//   T_KOMMUNE            '0301' '1103' '4601' '5001' by (u / 7) mod 4 on 1 January 2019-2021; none
//                        when u mod 10 = 9
//   T_SIVSTAND           spells: '1' from 1990-01-01; '2' from 2005-06-01 when u mod 3 = 0
//   T_LONN               100 000 + 500 × (37 u mod 1000) + 1 000 × (year - 2019); none when
//                        u mod 4 = 3; 2019-2021
//   T_POENG              (u mod 600) / 10
//   T_MOR                u - 3 000 for u >= 3 000
//   T_SJELDEN            'a'; 'b' for 3 persons (no code list)
//   T_YRKE               jobs: '1' … '9'
//   T_FAMNR              u - u mod 3, families of three; none when u mod 20 = 19
//   T_HUSNR              u - u mod 40 for u < 2 000, then u - u mod 4: large and small households
//   T_PERSON             jobs: person u / 2 × 5, two jobs each; none when u mod 50 = 49
#pragma once

#include <filesystem>

#include "skjerm/command/context.h"

namespace skjerm::testing {

inline constexpr std::uint32_t kPersons = 6000;
inline constexpr std::uint32_t kJobs = 2000;

/// Writes the store into `directory`, which must not exist.
void write_small_norway(const std::filesystem::path& directory);

/// The one store no.ssb.test, written into a temporary folder at first use and removed at exit.
class SmallNorway : public command::StoreDirectory {
public:
    [[nodiscard]] base::Result<datastore::StorePtr> find(std::string_view databank,
                                                         base::Span where) override;
};

}  // namespace skjerm::testing
