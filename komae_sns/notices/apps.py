from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "komae_sns.notices"
    label = "notices"
    verbose_name = "お知らせ"

    def ready(self) -> None:
        from komae_sns.audit import labels

        labels.register(
            {
                "notices.deliveries_chosen": "お知らせの受けとり方を変更",
                "notices.address_dead": "メールが届かない宛先",
                "notices.address_cleared": "宛先をまた使う",
                "notices.mail_again": "メールを送りなおし",
                "notices.set_reminder_rule": "期限の知らせの定めを変更",
                "notices.mails_again": "メールをまとめて送りなおし",
            }
        )
