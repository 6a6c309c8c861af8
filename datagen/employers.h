// Employers: establishments by municipality and industry, with sizes that follow the published law
// (share with n or more employees falls as n^-1.1, up to 12 000), and the enterprises they belong
// to. A table made from the register description and the size of the population alone; who works
// where is drawn from it by hash, so no block needs to know of another one.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "datagen/catalogue.h"
#include "datagen/places.h"
#include "datagen/rng.h"

namespace skjerm::datagen {

/// Dense index in the domain of VIRKSOMHET.
using EstablishmentIndex = std::uint32_t;
/// Dense index in the domain of FORETAK.
using EnterpriseIndex = std::uint32_t;
/// Index into the table of industries.
using IndustryIndex = std::uint8_t;

/// A kind of workplace: finer than a section of SN2007 where occupations differ.
struct Industry {
    std::string_view nace;  ///< codes of SN2007_5 whose text begins so, separated by blanks
    double share;           ///< of all jobs, per cent
    std::string_view sector;
    double concentration;  ///< 0: as people live; 1: in the towns of the region
};

class Employers {
public:
    /// For a population of `persons`.
    Employers(const Catalogue& catalogue, const Places& places, std::uint32_t persons);

    [[nodiscard]] std::uint32_t establishments() const {
        return static_cast<std::uint32_t>(by_index_.size());
    }
    [[nodiscard]] std::uint32_t enterprises() const { return enterprises_; }

    /// An establishment of `industry` at `place`, in proportion to employees.
    [[nodiscard]] EstablishmentIndex draw(PlaceIndex place, IndustryIndex industry,
                                          Draws& draws) const;

    [[nodiscard]] PlaceIndex place(EstablishmentIndex establishment) const {
        return by_index_[establishment].place;
    }
    [[nodiscard]] IndustryIndex industry(EstablishmentIndex establishment) const {
        return by_index_[establishment].industry;
    }
    /// Dictionary codes: SN2007_5, SECTOR, ORG_FORM.
    [[nodiscard]] std::uint8_t nace(EstablishmentIndex establishment) const {
        return by_index_[establishment].nace;
    }
    [[nodiscard]] std::uint8_t sector(EstablishmentIndex establishment) const {
        return by_index_[establishment].sector;
    }
    [[nodiscard]] std::uint8_t org_form(EstablishmentIndex establishment) const {
        return by_index_[establishment].org_form;
    }
    [[nodiscard]] EnterpriseIndex enterprise(EstablishmentIndex establishment) const {
        return by_index_[establishment].enterprise;
    }
    [[nodiscard]] bool is_public(EstablishmentIndex establishment) const {
        return by_index_[establishment].is_public;
    }

    [[nodiscard]] static std::span<const Industry> industries();

private:
    struct Establishment {
        EnterpriseIndex enterprise = 0;
        PlaceIndex place = 0;
        IndustryIndex industry = 0;
        std::uint8_t nace = 0, sector = 0, org_form = 0;
        bool is_public = false;
    };
    /// The establishments of an industry at a place: [first, first + count).
    struct Cell {
        EstablishmentIndex first = 0;
        std::uint32_t count = 0;
    };

    std::size_t places_ = 0;
    EnterpriseIndex enterprises_ = 0;
    std::vector<Cell> cells_;         // by place, then industry
    std::vector<double> cumulative_;  // employees up to and with each one, within its cell
    std::vector<Establishment> by_index_;
    std::vector<PlaceIndex> centres_;  // by place: the largest one of its county
};

}  // namespace skjerm::datagen
