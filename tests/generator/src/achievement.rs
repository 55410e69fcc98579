//! Achievement, AchievementSubject and what describes results.

use crate::parts::Maker;
use crate::{Json, words};

impl Maker {
    pub(crate) fn subject(&mut self) -> Json {
        let mut subject = Json::object([("type", self.kind("AchievementSubject"))]);
        let identifier = self.chance(40);
        if !identifier || self.chance(60) {
            subject.set("id", self.id());
        }
        if identifier {
            subject.set("identifier", self.several(3, Self::identity));
        }
        subject.set("achievement", self.achievement());
        for name in ["activityStartDate", "activityEndDate"] {
            if self.chance(30) {
                subject.set(name, self.date());
            }
        }
        if self.chance(40) {
            subject.set("creditsEarned", self.number());
        }
        if self.chance(20) {
            subject.set("image", self.image());
        }
        for name in ["licenseNumber", "role", "term", "narrative"] {
            if self.chance(25) {
                subject.set(name, self.text());
            }
        }
        if self.chance(35) {
            subject.set("result", self.several(4, Self::result));
        }
        if self.chance(15) {
            subject.set("source", self.profile());
        }
        subject
    }

    fn achievement(&mut self) -> Json {
        let mut achievement = Json::object([("id", self.id()), ("type", self.kind("Achievement"))]);
        achievement.set("name", self.text());
        achievement.set("description", self.text());
        achievement.set("criteria", self.criteria());
        for name in ["humanCode", "fieldOfStudy", "specialization", "version"] {
            if self.chance(25) {
                achievement.set(name, self.text());
            }
        }
        if self.chance(40) {
            achievement
                .set("achievementType", self.random.pick(&["Certificate", "Badge", "Course", "ext:Own"]));
        }
        if self.newest_terms && self.chance(30) {
            achievement.set("inLanguage", words::language(&mut self.random));
        }
        if self.chance(20) {
            achievement.set("creditsAvailable", self.number());
        }
        if self.chance(30) {
            achievement.set("creator", self.profile());
        }
        if self.chance(40) {
            achievement.set("image", self.image());
        }
        if self.chance(40) {
            achievement.set("alignment", self.several(4, Self::alignment));
        }
        if self.chance(20) {
            achievement.set("otherIdentifier", self.several(2, Self::identifier_entry));
        }
        if self.chance(20) {
            achievement.set("related", self.several(2, Self::related));
        }
        if self.chance(35) {
            achievement.set("resultDescription", self.several(3, Self::result_description));
        }
        if self.chance(40) {
            achievement.set("tag", self.several(5, Self::text));
        }
        if self.depth < 2 && self.chance(10) {
            achievement.set("endorsement", self.several(2, Self::endorsement));
        }
        achievement
    }

    fn criteria(&mut self) -> Json {
        let mut criteria = Json::object([]);
        if self.chance(60) {
            criteria.set("id", words::iri(&mut self.random));
        }
        criteria.set("narrative", self.text());
        if self.chance(10) {
            criteria.set("type", "Criteria");
        }
        criteria
    }

    fn related(&mut self) -> Json {
        let mut related = Json::object([("id", self.id()), ("type", self.kind("Related"))]);
        if self.newest_terms && self.chance(50) {
            related.set("inLanguage", words::language(&mut self.random));
        }
        if self.chance(50) {
            related.set("version", self.text());
        }
        related
    }

    fn result_description(&mut self) -> Json {
        let mut description = Json::object([("id", self.id()), ("type", self.kind("ResultDescription"))]);
        description.set("name", self.text());
        description
            .set("resultType", self.random.pick(&["Percent", "Status", "RubricCriterionLevel", "ext:Stars"]));
        if self.chance(50) {
            // The one list of Open Badges 3.0. Its order counts, and lists are where processors err.
            self.tag("list");
            description.set("allowedValue", self.several(4, Self::text));
        }
        for name in ["requiredValue", "valueMax", "valueMin"] {
            if self.chance(30) {
                description.set(name, self.random.below(100).to_string());
            }
        }
        if self.chance(20) {
            description.set("requiredLevel", words::iri(&mut self.random));
        }
        if self.chance(25) {
            description.set("rubricCriterionLevel", self.several(3, Self::level));
        }
        if self.chance(20) {
            description.set("alignment", self.several(2, Self::alignment));
        }
        description
    }

    fn level(&mut self) -> Json {
        let mut level = Json::object([("id", self.id()), ("type", self.kind("RubricCriterionLevel"))]);
        level.set("name", self.text());
        for name in ["description", "level", "points"] {
            if self.chance(40) {
                level.set(name, self.text());
            }
        }
        level
    }

    fn result(&mut self) -> Json {
        let mut result = Json::object([("type", self.kind("Result"))]);
        for name in ["achievedLevel", "resultDescription"] {
            if self.chance(40) {
                result.set(name, words::iri(&mut self.random));
            }
        }
        if self.chance(30) {
            result.set("status", self.random.pick(&["Completed", "Enrolled", "Failed"]));
        }
        if self.chance(60) {
            result.set("value", self.text());
        }
        if self.chance(15) {
            result.set("alignment", self.several(2, Self::alignment));
        }
        result
    }
}
