"""What people read for the steps of this app in the trail."""

LABELS = {
    "documents.request_export": "まとめて作る文書を頼んだ",
    "documents.cancel_export": "まとめて作るのを取りやめた",
    "documents.finish_export": "まとめて作る文書ができた",
    "documents.take_export": "まとめて作った文書を受け取った",
    "documents.fail_export": "まとめて作る文書を作れなかった",
    "documents.list_taken_out": "一覧を書き出した",
    "documents.unseal_evidence": "封印した元のファイルを受け取った",
    "documents.evidence_damaged": "証拠のファイルが保存したままではなかった",
}
