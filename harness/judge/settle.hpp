// From what a case came to by itself to what it found: findings break claims, causes of doubt leave a result open. Pure, and done once,
// when the case has ended: whether a result counts is decided by it (harness/run/confirmation.hpp).
#pragma once

#include "harness/model/record.hpp"

namespace tsuka::judge {

/// Takes a case with its outcome by steps and classes, `observations` and `doubts`, and settles outcome, reason, class and what is broken.
/// A case that is violated and names nothing has broken all its claims. What is open already stays as it is.
///
///     cause        leaves open            the class      reason
///     dead path    violated, satisfied    stays          and the dead router
///     came late    violated               stays          and that it came late
///     never sent   satisfied              stays          what was not sent
///     of several   violated               is forgotten   and the message
///     cut off      violated               is forgotten   who is cut off (the reason)
///     stranger     violated by no finding is forgotten   and the stranger
void settle(model::CaseRecord& result);

}  // namespace tsuka::judge
