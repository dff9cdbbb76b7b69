ENTERED, DONE, CANCELLED = (
    "home.reorganisation_entered",
    "home.reorganisation_done",
    "home.reorganisation_cancelled",
)
MOVED_ACCOUNT, MOVED_POLICY, MOVED_APPLICATION, MOVED_INCIDENT = (
    "home.account_moved",
    "home.policy_moved",
    "home.application_moved",
    "home.incident_moved",
)
LABELS = {
    ENTERED: "課の改正を入力した",
    DONE: "課の改正の引きつぎをした",
    CANCELLED: "課の改正を取りやめた",
    MOVED_ACCOUNT: "組織の改正で、運用主体が替わった",
    MOVED_POLICY: "組織の改正で、所管が替わった",
    MOVED_APPLICATION: "組織の改正で、提出部課が替わった",
    MOVED_INCIDENT: "組織の改正で、事案に対応する課が替わった",
}
