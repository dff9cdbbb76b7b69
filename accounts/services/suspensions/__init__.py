from accounts.services.suspensions.beginning import begin, begin_after_review

__all__ = ["begin", "begin_after_review"]
