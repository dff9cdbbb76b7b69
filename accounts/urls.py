from django.urls import path

from accounts.views import facts, opening, operators, register

app_name = "accounts"
urlpatterns = [
    path("", register.account_list, name="account-list"),
    path("new/", register.account_register, name="account-register"),
    path("<int:pk>/", register.account_detail, name="account-detail"),
    path("<int:pk>/address/", facts.account_address, name="account-address"),
    path("<int:pk>/facts/", facts.account_facts, name="account-facts"),
    path("<int:pk>/badge/", facts.account_badge, name="account-badge"),
    path("<int:pk>/city-pr/", facts.account_city_pr, name="account-city-pr"),
    path("<int:pk>/checklist/<slug:item>/confirm/", opening.check_confirm, name="check-confirm"),
    path("<int:pk>/checklist/<slug:item>/withdraw/", opening.check_withdraw, name="check-withdraw"),
    path("<int:pk>/operators/", operators.operator_list, name="operator-list"),
    path("<int:pk>/operators/new/", operators.operator_add, name="operator-add"),
    path("<int:pk>/operators/<int:operator_pk>/end/", operators.operator_end, name="operator-end"),
]
