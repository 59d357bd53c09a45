// Keeps what a session tells, judges it at once, and says so.
#pragma once

#include "harness/app/audience.hpp"
#include "harness/app/run_inputs.hpp"
#include "harness/lab/last_words.hpp"
#include "harness/model/resumption.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::app {

class Keeper : public run::Observer {
public:
    /// All of them outlive it. `part`: what a run that goes on begins with, instead of the record's run.
    /// `last_words`: where it is kept what is to be sent if the run is killed; may be null.
    Keeper(Inputs const& inputs, run::EvidenceKeeper& evidence, model::Record& record, Audience& audience,
           std::optional<model::Resumption> part, lab::LastWords const* last_words)
        : inputs_(inputs), evidence_(evidence), record_(record), audience_(audience), part_(std::move(part)), last_words_(last_words) {}

    void preflight_done(std::vector<model::FieldRecord> const& facts) override;
    void case_started(model::Case const& scenario, unsigned attempt) override { audience_.started(scenario.name(), attempt); }
    void case_finished(engine::Finished finished) override;
    void input(model::Input const& input) override { evidence_.keep(input); }
    void farewell(std::vector<Octets> const& frames) override {
        if (last_words_ != nullptr) last_words_->keep(frames);
    }

    /// Why the evidence is not whole; empty when it is.
    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    [[nodiscard]] Result<void> begin(std::vector<model::FieldRecord> const& facts);
    void note(Result<void> const& result) {
        if (!result) note(result.error());
    }
    void note(Error const& error) {
        if (trouble_.empty()) trouble_ = error.what;
    }

    Inputs const& inputs_;
    run::EvidenceKeeper& evidence_;
    model::Record& record_;
    Audience& audience_;
    std::optional<model::Resumption> part_;
    lab::LastWords const* last_words_;
    bool begun_ = false;
    std::string trouble_;
};

}  // namespace tsuka::app
