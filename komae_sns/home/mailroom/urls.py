from django.urls import path

from komae_sns.home.mailroom import reminder_views, views

app_name = "notices"

urlpatterns = [
    path("settings/", views.delivery_choose, name="delivery-choose"),
    path("sent/", views.mail_list, name="mail-list"),
    path("sent/again/", views.mails_again, name="mails-again"),
    path("sent/<id:pk>/again/", views.mail_again, name="mail-again"),
    path("addresses/", views.address_list, name="address-list"),
    path("addresses/<id:pk>/clear/", views.address_clear, name="address-clear"),
    path("reminders/", reminder_views.reminder_list, name="reminder-list"),
    path("reminders/rules/", reminder_views.rule_list, name="reminder-rules"),
    path("reminders/rules/<slug:kind>/", reminder_views.rule_set, name="reminder-rule"),
]
