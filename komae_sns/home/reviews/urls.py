from django.urls import path

from komae_sns.home.reviews.views import answering, deciding, reading, years

app_name = "reviews"

urlpatterns = [
    path("", years.year_list, name="year-list"),
    path("<year:year>/", years.year_detail, name="year-detail"),
    path("<year:year>/close/", years.year_close, name="year-close"),
    path("<year:year>/papers/", years.year_papers, name="year-papers"),
    path("<year:year>/<id:pk>/", reading.review_detail, name="review-detail"),
    path("<year:year>/<id:pk>/paper.pdf", reading.review_pdf, name="review-pdf"),
    path("<year:year>/<id:pk>/answer/", answering.review_answer, name="review-answer"),
    path("<year:year>/<id:pk>/save/", answering.review_save, name="review-save"),
    path("<year:year>/<id:pk>/pass/", answering.review_pass, name="review-pass"),
    path("<year:year>/<id:pk>/submit/", answering.review_submit, name="review-submit"),
    path("<year:year>/<id:pk>/confirm/", deciding.review_confirm, name="review-confirm"),
    path("<year:year>/<id:pk>/return/", deciding.review_return, name="review-return"),
    path("<year:year>/<id:pk>/exclude/", deciding.review_exclude, name="review-exclude"),
    path("<year:year>/<id:pk>/include/", deciding.review_include, name="review-include"),
]
