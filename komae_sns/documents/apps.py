from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "komae_sns.documents"
    label = "documents"
    verbose_name = "文書"

    def ready(self) -> None:
        from komae_sns.audit import labels
        from komae_sns.documents import builders
        from komae_sns.documents.labels import LABELS
        from komae_sns.documents.listings import in_background

        labels.register(LABELS)
        builders.register(in_background.KIND, in_background.build)
