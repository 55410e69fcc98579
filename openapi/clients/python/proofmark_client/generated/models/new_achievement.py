from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
    from ..models.alignment import Alignment
    from ..models.criteria import Criteria
    from ..models.new_result_description import NewResultDescription


T = TypeVar("T", bound="NewAchievement")


@_attrs_define
class NewAchievement:
    """What an achievement is.

    Attributes:
        name (str): Shown on every credential.
        description (str): One or two sentences.
        criteria (Criteria): How an achievement is earned: a page, a text, or both.
        achievement_type (str | Unset): An `AchievementType` of Open Badges 3.0, such as `Certificate`, `Course` or
            `Badge`, or a term that starts
            with `ext:`.
        image (str | Unset): A picture.
        tags (list[str] | Unset): Keywords.
        alignments (list[Alignment] | Unset): What it corresponds to in frameworks of others: a level of the European
            Qualifications Framework, a skill.
        result_descriptions (list[NewResultDescription] | Unset): Which results a credential may carry.
        validity_period (str | Unset): How long a credential is valid when its request does not say: an ISO 8601
            duration such as `P2Y`.
        template_id (str | Unset): How the documents of its credentials look when a request does not say: a template's
            identifier.
    """

    name: str
    description: str
    criteria: Criteria
    achievement_type: str | Unset = UNSET
    image: str | Unset = UNSET
    tags: list[str] | Unset = UNSET
    alignments: list[Alignment] | Unset = UNSET
    result_descriptions: list[NewResultDescription] | Unset = UNSET
    validity_period: str | Unset = UNSET
    template_id: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.alignment import Alignment  # noqa: PLC0415
        from ..models.criteria import Criteria  # noqa: PLC0415
        from ..models.new_result_description import NewResultDescription  # noqa: PLC0415

        name = self.name

        description = self.description

        criteria = self.criteria.to_dict()

        achievement_type = self.achievement_type

        image = self.image

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        alignments: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.alignments, Unset):
            alignments = []
            for alignments_item_data in self.alignments:
                alignments_item = alignments_item_data.to_dict()
                alignments.append(alignments_item)

        result_descriptions: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.result_descriptions, Unset):
            result_descriptions = []
            for result_descriptions_item_data in self.result_descriptions:
                result_descriptions_item = result_descriptions_item_data.to_dict()
                result_descriptions.append(result_descriptions_item)

        validity_period = self.validity_period

        template_id = self.template_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "description": description,
                "criteria": criteria,
            }
        )
        if achievement_type is not UNSET:
            field_dict["achievementType"] = achievement_type
        if image is not UNSET:
            field_dict["image"] = image
        if tags is not UNSET:
            field_dict["tags"] = tags
        if alignments is not UNSET:
            field_dict["alignments"] = alignments
        if result_descriptions is not UNSET:
            field_dict["resultDescriptions"] = result_descriptions
        if validity_period is not UNSET:
            field_dict["validityPeriod"] = validity_period
        if template_id is not UNSET:
            field_dict["templateId"] = template_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.alignment import Alignment  # noqa: PLC0415
        from ..models.criteria import Criteria  # noqa: PLC0415
        from ..models.new_result_description import NewResultDescription  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        description = d.pop("description")

        criteria = Criteria.from_dict(d.pop("criteria"))

        achievement_type = d.pop("achievementType", UNSET)

        image = d.pop("image", UNSET)

        tags = cast(list[str], d.pop("tags", UNSET))

        _alignments = d.pop("alignments", UNSET)
        alignments: list[Alignment] | Unset = UNSET
        if _alignments is not UNSET:
            alignments = []
            for alignments_item_data in _alignments:
                alignments_item = Alignment.from_dict(alignments_item_data)

                alignments.append(alignments_item)

        _result_descriptions = d.pop("resultDescriptions", UNSET)
        result_descriptions: list[NewResultDescription] | Unset = UNSET
        if _result_descriptions is not UNSET:
            result_descriptions = []
            for result_descriptions_item_data in _result_descriptions:
                result_descriptions_item = NewResultDescription.from_dict(result_descriptions_item_data)

                result_descriptions.append(result_descriptions_item)

        validity_period = d.pop("validityPeriod", UNSET)

        template_id = d.pop("templateId", UNSET)

        new_achievement = cls(
            name=name,
            description=description,
            criteria=criteria,
            achievement_type=achievement_type,
            image=image,
            tags=tags,
            alignments=alignments,
            result_descriptions=result_descriptions,
            validity_period=validity_period,
            template_id=template_id,
        )

        return new_achievement
