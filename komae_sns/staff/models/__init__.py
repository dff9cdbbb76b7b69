from komae_sns.staff.models.appointment import Appointment
from komae_sns.staff.models.department import Department
from komae_sns.staff.models.deputy import AfterReview, Deputy
from komae_sns.staff.models.form_submission import FormSubmission
from komae_sns.staff.models.user import User

__all__ = ["AfterReview", "Appointment", "Department", "Deputy", "FormSubmission", "User"]
