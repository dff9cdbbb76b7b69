"""Any list of the portal as a file: its columns are declared once, its rights are the page's."""

from komae_sns.documents.listings.declared import Column, Listing, listing_of, register

__all__ = ["Column", "Listing", "listing_of", "register"]
