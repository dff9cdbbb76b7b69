from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "komae_sns.documents"
    label = "documents"
    verbose_name = "文書"
