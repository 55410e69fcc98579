from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
    from ..models.alignment import Alignment
    from ..models.criteria import Criteria
    from ..models.result_description import ResultDescription


T = TypeVar("T", bound="Achievement")


@_attrs_define
class Achievement:
    """An achievement.

    Attributes:
        id (str): Opaque identifier.
        url (str): Where its public Open Badges document is.
        name (str): Shown on every credential.
        description (str): One or two sentences.
        criteria (Criteria): How an achievement is earned: a page, a text, or both.
        tags (list[str]): Keywords.
        alignments (list[Alignment]): What it corresponds to in frameworks of others.
        result_descriptions (list[ResultDescription]): Which results a credential may carry.
        created_at (datetime.datetime): When it was made.
        achievement_type (str | Unset): Its `AchievementType`.
        image (str | Unset): A picture.
        validity_period (str | Unset): How long a credential is valid when its request does not say.
        template_id (str | Unset): How the documents of its credentials look when a request does not say.
        updated_at (datetime.datetime | Unset): When it was last changed.
        archived_at (datetime.datetime | Unset): Since when it is no longer issued.
    """

    id: str
    url: str
    name: str
    description: str
    criteria: Criteria
    tags: list[str]
    alignments: list[Alignment]
    result_descriptions: list[ResultDescription]
    created_at: datetime.datetime
    achievement_type: str | Unset = UNSET
    image: str | Unset = UNSET
    validity_period: str | Unset = UNSET
    template_id: str | Unset = UNSET
    updated_at: datetime.datetime | Unset = UNSET
    archived_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.alignment import Alignment  # noqa: PLC0415
        from ..models.criteria import Criteria  # noqa: PLC0415
        from ..models.result_description import ResultDescription  # noqa: PLC0415

        id = self.id

        url = self.url

        name = self.name

        description = self.description

        criteria = self.criteria.to_dict()

        tags = self.tags

        alignments = []
        for alignments_item_data in self.alignments:
            alignments_item = alignments_item_data.to_dict()
            alignments.append(alignments_item)

        result_descriptions = []
        for result_descriptions_item_data in self.result_descriptions:
            result_descriptions_item = result_descriptions_item_data.to_dict()
            result_descriptions.append(result_descriptions_item)

        created_at = self.created_at.isoformat()

        achievement_type = self.achievement_type

        image = self.image

        validity_period = self.validity_period

        template_id = self.template_id

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        archived_at: str | Unset = UNSET
        if not isinstance(self.archived_at, Unset):
            archived_at = self.archived_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "url": url,
                "name": name,
                "description": description,
                "criteria": criteria,
                "tags": tags,
                "alignments": alignments,
                "resultDescriptions": result_descriptions,
                "createdAt": created_at,
            }
        )
        if achievement_type is not UNSET:
            field_dict["achievementType"] = achievement_type
        if image is not UNSET:
            field_dict["image"] = image
        if validity_period is not UNSET:
            field_dict["validityPeriod"] = validity_period
        if template_id is not UNSET:
            field_dict["templateId"] = template_id
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if archived_at is not UNSET:
            field_dict["archivedAt"] = archived_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.alignment import Alignment  # noqa: PLC0415
        from ..models.criteria import Criteria  # noqa: PLC0415
        from ..models.result_description import ResultDescription  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        url = d.pop("url")

        name = d.pop("name")

        description = d.pop("description")

        criteria = Criteria.from_dict(d.pop("criteria"))

        tags = cast(list[str], d.pop("tags"))

        alignments = []
        _alignments = d.pop("alignments")
        for alignments_item_data in _alignments:
            alignments_item = Alignment.from_dict(alignments_item_data)

            alignments.append(alignments_item)

        result_descriptions = []
        _result_descriptions = d.pop("resultDescriptions")
        for result_descriptions_item_data in _result_descriptions:
            result_descriptions_item = ResultDescription.from_dict(result_descriptions_item_data)

            result_descriptions.append(result_descriptions_item)

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        achievement_type = d.pop("achievementType", UNSET)

        image = d.pop("image", UNSET)

        validity_period = d.pop("validityPeriod", UNSET)

        template_id = d.pop("templateId", UNSET)

        _updated_at = d.pop("updatedAt", UNSET)
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = datetime.datetime.fromisoformat(_updated_at)

        _archived_at = d.pop("archivedAt", UNSET)
        archived_at: datetime.datetime | Unset
        if isinstance(_archived_at, Unset):
            archived_at = UNSET
        else:
            archived_at = datetime.datetime.fromisoformat(_archived_at)

        achievement = cls(
            id=id,
            url=url,
            name=name,
            description=description,
            criteria=criteria,
            tags=tags,
            alignments=alignments,
            result_descriptions=result_descriptions,
            created_at=created_at,
            achievement_type=achievement_type,
            image=image,
            validity_period=validity_period,
            template_id=template_id,
            updated_at=updated_at,
            archived_at=archived_at,
        )

        achievement.additional_properties = d
        return achievement

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
