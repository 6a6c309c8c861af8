// The fields of education and who chooses them.
#include <string>

#include "datagen/education.h"

namespace skjerm::datagen {

namespace {

struct FieldShare {
    std::string_view code;
    double men, women;  // relative shares within the level
};
constexpr FieldShare kBasic[] = {{"301111", 18, 26}, {"301118", 20, 28}, {"355101", 20, 2},
                                 {"357101", 22, 1},  {"361101", 5, 28},  {"341101", 15, 15}};
constexpr FieldShare kVocational[] = {
    {"455101", 19, 1.5}, {"455201", 17, 1.5}, {"457101", 18, .7}, {"457201", 7, .3},
    {"481101", 7, 1},    {"483101", 5, 6},    {"441201", 6, 9},   {"472101", 6, 4},
    {"471101", 3, .6},   {"452201", 4, 1.4},  {"441101", 5, 21},  {"461101", 2, 26},
    {"462101", 2, 18},   {"461201", .5, 9},   {"469907", .5, 2},  {"415101", 1, 3}};
constexpr FieldShare kCollege[] = {
    {"541101", 20, 38}, {"554101", 25, 7}, {"557101", 45, 4}, {"561101", 5, 44}, {"599999", 5, 7}};
constexpr FieldShare kBachelor[] = {
    {"661101", 3.2, 20}, {"621101", 2, 11},    {"622101", 7, 15},   {"623101", 2.5, 3},
    {"641101", 18, 11},  {"641201", 4, 3},     {"642101", 5, 4},    {"654101", 10, 2},
    {"655101", 8, 1.0},  {"655201", 8, 1.0},   {"657101", 7, 1.4},  {"682101", 4, 1.5},
    {"682201", 3, .3},   {"631101", 3, 2.5},   {"632101", 2, 3},    {"635101", 3, 3},
    {"636101", 1, 2.5},  {"619101", 3, 3},     {"613101", 3, 2},    {"611101", 2, 3.5},
    {"651101", 2, 1.6},  {"662101", 1.2, 4.5}, {"662201", .8, 3.6}, {"661201", .8, 2.8},
    {"665101", .6, 1.8}, {"666101", 1.4, 2.2}, {"671101", .6, .2},  {"672101", 1.4, .8},
    {"681101", 3.5, .3}};
constexpr FieldShare kMaster[] = {
    {"755101", 17, 3.2},  {"741101", 14, 12},  {"754101", 9, 2.6}, {"757101", 7, 3},
    {"737101", 8, 12},    {"763101", 7, 9},    {"734101", 5, 3},   {"731101", 5, 6},
    {"732101", 2, 5},     {"756101", 4, 2},    {"752101", 4, 3},   {"753101", 3, 1.4},
    {"751101", 3, 4.5},   {"713101", 4, 4},    {"711101", 3, 6},   {"724101", 3, 7},
    {"722101", 1.5, 6.5}, {"736101", 2, 6.5},  {"761101", .5, 4},  {"764101", 1.3, 2},
    {"767101", 1, 2.4},   {"768101", .7, 1.6}, {"741201", 3, 2.6}, {"772101", 1.5, 1.4}};
constexpr FieldShare kDoctorate[] = {{"811101", 10, 13}, {"824101", 3, 8},   {"831101", 14, 19},
                                     {"837101", 2, 3},   {"851101", 12, 15}, {"853101", 18, 9},
                                     {"854101", 8, 3},   {"855101", 20, 9},  {"863101", 13, 21}};

constexpr std::string_view kIntegrated[] = {"755101", "757101", "737101", "763101", "736101",
                                            "764101", "767101", "768101", "724101"};

template <std::size_t Size>
NusCodes::Field field_of_shares(const Catalogue& catalogue, const FieldShare (&shares)[Size]) {
    NusCodes::Field field;
    double men = 0;
    double women = 0;
    for (const FieldShare& share : shares) {
        const auto code = static_cast<std::uint8_t>(catalogue.code("NUS2000", share.code));
        men += share.men;
        women += share.women;
        field[0].push_back({code, men});
        field[1].push_back({code, women});
    }
    return field;
}

}  // namespace

NusCodes::NusCodes(const Catalogue& catalogue)
    : vocational(field_of_shares(catalogue, kVocational)),
      basic(field_of_shares(catalogue, kBasic)),
      college(field_of_shares(catalogue, kCollege)),
      bachelor(field_of_shares(catalogue, kBachelor)),
      master(field_of_shares(catalogue, kMaster)),
      doctorate(field_of_shares(catalogue, kDoctorate)) {
    const auto code = [&](std::string_view text) {
        return static_cast<std::uint8_t>(catalogue.code("NUS2000", text));
    };
    folk_school = code("201102");
    lower_secondary = code("201103");
    general_old = code("401101");
    general_new = code("401112");
    realskole = code("301110");
    unknown = code("999999");
    unspecified_upper = code("499999");
    unspecified_short = code("699999");
    unspecified_long = code("799999");
    const auto& dictionary =
        catalogue.variables()[catalogue.segments(Column::Education).variable].dictionary;
    for (std::size_t index = 0; index < dictionary.size(); ++index) {
        const std::string& text = dictionary[index];
        level_of[index + 1] = static_cast<Level>(text[0] - '0');
        field_of[index + 1] = static_cast<std::uint8_t>(text[1] - '0');
        of_university[index + 1] = text[0] == '6' && (text[1] == '1' || text[1] == '3');
    }
    for (const std::string_view text : kIntegrated) integrated[code(text)] = true;
}

std::uint8_t NusCodes::draw(const Field& field, Sex sex, Draws& draws) {
    const auto& choices = field[sex == Sex::Man ? 0 : 1];
    const double at = draws.uniform() * choices.back().cumulative;
    for (const Choice& choice : choices)
        if (at < choice.cumulative) return choice.code;
    return choices.back().code;
}

}  // namespace skjerm::datagen
