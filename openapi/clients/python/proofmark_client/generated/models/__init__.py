"""Contains all the data models used in inputs/outputs"""

from .achievement import Achievement
from .achievement_change import AchievementChange
from .achievement_page import AchievementPage
from .alignment import Alignment
from .analytics import Analytics
from .analytics_day import AnalyticsDay
from .api_key import ApiKey
from .api_key_scope import ApiKeyScope
from .batch import Batch
from .batch_page import BatchPage
from .batch_request import BatchRequest
from .batch_row import BatchRow
from .batch_row_page import BatchRowPage
from .batch_row_state import BatchRowState
from .batch_state import BatchState
from .bulk_filter import BulkFilter
from .bulk_item import BulkItem
from .bulk_request import BulkRequest
from .bulk_result import BulkResult
from .claim_link import ClaimLink
from .credential import Credential
from .credential_fields import CredentialFields
from .credential_page import CredentialPage
from .credential_private_metadata import CredentialPrivateMetadata
from .credential_public_metadata import CredentialPublicMetadata
from .credential_status import CredentialStatus
from .credential_visibility import CredentialVisibility
from .criteria import Criteria
from .document_format import DocumentFormat
from .document_link import DocumentLink
from .document_link_request import DocumentLinkRequest
from .document_links import DocumentLinks
from .email import Email
from .email_kind import EmailKind
from .email_language import EmailLanguage
from .email_list import EmailList
from .email_preview import EmailPreview
from .email_preview_request import EmailPreviewRequest
from .email_settings import EmailSettings
from .email_state import EmailState
from .email_template import EmailTemplate
from .email_template_resource import EmailTemplateResource
from .endpoint_disabled_reason import EndpointDisabledReason
from .endpoint_page import EndpointPage
from .endpoint_update import EndpointUpdate
from .error import Error
from .error_code import ErrorCode
from .error_detail import ErrorDetail
from .error_envelope import ErrorEnvelope
from .event import Event
from .event_page import EventPage
from .event_type import EventType
from .evidence import Evidence
from .export import Export
from .export_request import ExportRequest
from .export_state import ExportState
from .forgotten import Forgotten
from .get_achievement_document_response_200 import GetAchievementDocumentResponse200
from .get_did_document_response_200 import GetDidDocumentResponse200
from .get_issuer_document_response_200 import GetIssuerDocumentResponse200
from .get_open_badges_2_assertion_response_200 import GetOpenBadges2AssertionResponse200
from .get_open_badges_2_badge_class_response_200 import GetOpenBadges2BadgeClassResponse200
from .get_open_badges_2_issuer_response_200 import GetOpenBadges2IssuerResponse200
from .get_status_list_response_200 import GetStatusListResponse200
from .get_trust_pack_response_200 import GetTrustPackResponse200
from .issue_request import IssueRequest
from .issue_request_fields import IssueRequestFields
from .issue_request_private_metadata import IssueRequestPrivateMetadata
from .issue_request_public_metadata import IssueRequestPublicMetadata
from .issuer import Issuer
from .issuer_change_request import IssuerChangeRequest
from .issuer_key import IssuerKey
from .issuer_key_state import IssuerKeyState
from .issuer_list import IssuerList
from .key_page import KeyPage
from .links import Links
from .metadata_schema import MetadataSchema
from .new_achievement import NewAchievement
from .new_endpoint_request import NewEndpointRequest
from .new_issuer_request import NewIssuerRequest
from .new_key_request import NewKeyRequest
from .new_key_resource import NewKeyResource
from .new_preview_request import NewPreviewRequest
from .new_preview_request_fields import NewPreviewRequestFields
from .new_result_description import NewResultDescription
from .new_secret_resource import NewSecretResource
from .new_template import NewTemplate
from .on_duplicate import OnDuplicate
from .organization import Organization
from .organization_change import OrganizationChange
from .preview_format import PreviewFormat
from .preview_request import PreviewRequest
from .preview_request_fields import PreviewRequestFields
from .public_status import PublicStatus
from .reason import Reason
from .recipient import Recipient
from .redeliver_request import RedeliverRequest
from .redelivered import Redelivered
from .result_description import ResultDescription
from .result_value import ResultValue
from .revoke_key_request import RevokeKeyRequest
from .revoked_key import RevokedKey
from .rotate_request import RotateRequest
from .rotate_secret_request import RotateSecretRequest
from .row_error import RowError
from .template import Template
from .template_change import TemplateChange
from .template_field import TemplateField
from .template_field_type import TemplateFieldType
from .template_field_visibility import TemplateFieldVisibility
from .template_page import TemplatePage
from .update_request import UpdateRequest
from .update_request_fields import UpdateRequestFields
from .update_request_private_metadata import UpdateRequestPrivateMetadata
from .update_request_public_metadata import UpdateRequestPublicMetadata
from .usage import Usage
from .use_count import UseCount
from .verdict import Verdict
from .verification import Verification
from .verification_page import VerificationPage
from .webhook_attempt import WebhookAttempt
from .webhook_delivery import WebhookDelivery
from .webhook_delivery_log import WebhookDeliveryLog
from .webhook_delivery_page import WebhookDeliveryPage
from .webhook_delivery_status import WebhookDeliveryStatus
from .webhook_endpoint import WebhookEndpoint
from .webhook_response import WebhookResponse

__all__ = (
    "Achievement",
    "AchievementChange",
    "AchievementPage",
    "Alignment",
    "Analytics",
    "AnalyticsDay",
    "ApiKey",
    "ApiKeyScope",
    "Batch",
    "BatchPage",
    "BatchRequest",
    "BatchRow",
    "BatchRowPage",
    "BatchRowState",
    "BatchState",
    "BulkFilter",
    "BulkItem",
    "BulkRequest",
    "BulkResult",
    "ClaimLink",
    "Credential",
    "CredentialFields",
    "CredentialPage",
    "CredentialPrivateMetadata",
    "CredentialPublicMetadata",
    "CredentialStatus",
    "CredentialVisibility",
    "Criteria",
    "DocumentFormat",
    "DocumentLink",
    "DocumentLinkRequest",
    "DocumentLinks",
    "Email",
    "EmailKind",
    "EmailLanguage",
    "EmailList",
    "EmailPreview",
    "EmailPreviewRequest",
    "EmailSettings",
    "EmailState",
    "EmailTemplate",
    "EmailTemplateResource",
    "EndpointDisabledReason",
    "EndpointPage",
    "EndpointUpdate",
    "Error",
    "ErrorCode",
    "ErrorDetail",
    "ErrorEnvelope",
    "Event",
    "EventPage",
    "EventType",
    "Evidence",
    "Export",
    "ExportRequest",
    "ExportState",
    "Forgotten",
    "GetAchievementDocumentResponse200",
    "GetDidDocumentResponse200",
    "GetIssuerDocumentResponse200",
    "GetOpenBadges2AssertionResponse200",
    "GetOpenBadges2BadgeClassResponse200",
    "GetOpenBadges2IssuerResponse200",
    "GetStatusListResponse200",
    "GetTrustPackResponse200",
    "Issuer",
    "IssuerChangeRequest",
    "IssueRequest",
    "IssueRequestFields",
    "IssueRequestPrivateMetadata",
    "IssueRequestPublicMetadata",
    "IssuerKey",
    "IssuerKeyState",
    "IssuerList",
    "KeyPage",
    "Links",
    "MetadataSchema",
    "NewAchievement",
    "NewEndpointRequest",
    "NewIssuerRequest",
    "NewKeyRequest",
    "NewKeyResource",
    "NewPreviewRequest",
    "NewPreviewRequestFields",
    "NewResultDescription",
    "NewSecretResource",
    "NewTemplate",
    "OnDuplicate",
    "Organization",
    "OrganizationChange",
    "PreviewFormat",
    "PreviewRequest",
    "PreviewRequestFields",
    "PublicStatus",
    "Reason",
    "Recipient",
    "Redelivered",
    "RedeliverRequest",
    "ResultDescription",
    "ResultValue",
    "RevokedKey",
    "RevokeKeyRequest",
    "RotateRequest",
    "RotateSecretRequest",
    "RowError",
    "Template",
    "TemplateChange",
    "TemplateField",
    "TemplateFieldType",
    "TemplateFieldVisibility",
    "TemplatePage",
    "UpdateRequest",
    "UpdateRequestFields",
    "UpdateRequestPrivateMetadata",
    "UpdateRequestPublicMetadata",
    "Usage",
    "UseCount",
    "Verdict",
    "Verification",
    "VerificationPage",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookDeliveryLog",
    "WebhookDeliveryPage",
    "WebhookDeliveryStatus",
    "WebhookEndpoint",
    "WebhookResponse",
)
