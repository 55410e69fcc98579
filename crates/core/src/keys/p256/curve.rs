//! Points of P-256: `y² = x³ - 3x + b` over [`COORDINATES`], with a third coordinate instead of divisions (Jacobian:
//! `x = X/Z²`, `y = Y/Z³`; `Z = 0` is the point at infinity).

use super::field::{COORDINATES, Number, bits, is_below, is_zero};

/// `b` of the curve, as a plain number.
const B: Number =
    [0x27d2_604b, 0x3bce_3c3e, 0xcc53_b0f6, 0x651d_06b0, 0x7698_86bc, 0xb3eb_bd55, 0xaa3a_93e7, 0x5ac6_35d8];
/// The generator's coordinates, as plain numbers.
const GENERATOR: (Number, Number) = (
    [0xd898_c296, 0xf4a1_3945, 0x2deb_33a0, 0x7703_7d81, 0x63a4_40f2, 0xf8bc_e6e5, 0xe12c_4247, 0x6b17_d1f2],
    [0x37bf_51f5, 0xcbb6_4068, 0x6b31_5ece, 0x2bce_3357, 0x7c0f_9e16, 0x8ee7_eb4a, 0xfe1a_7f9b, 0x4fe3_42e2],
);
/// `(p + 1) / 4`: a square to this power is its root.
const ROOT: Number = [0, 0, 0x4000_0000, 0, 0, 0x4000_0000, 0xc000_0000, 0x3fff_ffff];

/// A point; its coordinates are of the field.
#[derive(Clone, Copy)]
pub(super) struct Point {
    x: Number,
    y: Number,
    z: Number,
}

impl Point {
    /// The point with these coordinates, which are plain numbers; `None` when it is not on the curve.
    pub(super) fn of(x: &Number, y: &Number) -> Option<Self> {
        let field = &COORDINATES;
        if !is_below(x, &field.prime) || !is_below(y, &field.prime) {
            return None;
        }
        let point = Self::unchecked(x, y);
        (field.square(&point.y) == right_side(&point.x)).then_some(point)
    }

    /// The `y` that belongs to `x` and is odd or not, all plain numbers.
    pub(super) fn y_of(x: &Number, is_odd: bool) -> Option<Number> {
        let field = &COORDINATES;
        if !is_below(x, &field.prime) {
            return None;
        }
        let square = right_side(&field.enter(x));
        let root = field.power(&square, &ROOT);
        if field.square(&root) != square {
            return None;
        }
        let [y, minus_y] = [field.leave(&root), field.leave(&field.subtract(&[0; 8], &root))];
        [y, minus_y].into_iter().find(|[lowest, ..]| (lowest % 2 == 1) == is_odd)
    }

    pub(super) fn generator() -> Self {
        let (x, y) = GENERATOR;
        Self::unchecked(&x, &y)
    }

    /// `own · self + other_scalar · other`, both scalars plain numbers: two bits of each at a time.
    pub(super) fn combine(&self, own: &Number, other: &Self, other_scalar: &Number) -> Self {
        let twice = self.double();
        let row = [INFINITY, *self, twice, twice.add(self)];
        let mut table = [INFINITY; 16];
        let mut multiple = INFINITY;
        for entries in table.chunks_mut(4) {
            for (entry, own) in entries.iter_mut().zip(&row) {
                *entry = own.add(&multiple);
            }
            multiple = multiple.add(other);
        }
        let mut sum = INFINITY;
        let [own, other]: [Vec<bool>; 2] = [own, other_scalar].map(|scalar| bits(scalar).collect());
        for (own, other) in own.chunks(2).zip(other.chunks(2)) {
            let value = |pair: &[bool]| pair.iter().fold(0, |value, bit| value * 2 + usize::from(*bit));
            sum = sum.double().double();
            if let Some(entry) = table.get(value(own) + 4 * value(other)) {
                sum = sum.add(entry);
            }
        }
        sum
    }

    /// Whether the `x` of this point is `x`, a plain number below the prime. Infinity has none.
    pub(super) fn has_x(&self, x: &Number) -> bool {
        let field = &COORDINATES;
        !is_zero(&self.z) && field.multiply(&field.enter(x), &field.square(&self.z)) == self.x
    }

    fn unchecked(x: &Number, y: &Number) -> Self {
        let one = [1, 0, 0, 0, 0, 0, 0, 0];
        let [x, y, z] = [x, y, &one].map(|number| COORDINATES.enter(number));
        Self { x, y, z }
    }

    /// `dbl-2001-b` of the Explicit-Formulas Database, for curves with `a = -3`.
    fn double(&self) -> Self {
        let field = &COORDINATES;
        let delta = field.square(&self.z);
        let gamma = field.square(&self.y);
        let beta = field.multiply(&self.x, &gamma);
        let product = field.multiply(&field.subtract(&self.x, &delta), &field.add(&self.x, &delta));
        let alpha = field.add(&field.add(&product, &product), &product);
        let beta_4 = times_4(&beta);
        let x = field.subtract(&field.square(&alpha), &field.add(&beta_4, &beta_4));
        let y_plus_z = field.square(&field.add(&self.y, &self.z));
        let z = field.subtract(&field.subtract(&y_plus_z, &gamma), &delta);
        let gamma_4 = times_4(&field.square(&gamma));
        let slope = field.multiply(&alpha, &field.subtract(&beta_4, &x));
        let y = field.subtract(&slope, &field.add(&gamma_4, &gamma_4));
        Self { x, y, z }
    }

    /// For all points: equal, opposite and infinite ones too.
    fn add(&self, other: &Self) -> Self {
        let field = &COORDINATES;
        if is_zero(&self.z) {
            return *other;
        }
        if is_zero(&other.z) {
            return *self;
        }
        let (zz, other_zz) = (field.square(&self.z), field.square(&other.z));
        let x = field.multiply(&self.x, &other_zz);
        let y = field.multiply(&self.y, &field.multiply(&other.z, &other_zz));
        let h = field.subtract(&field.multiply(&other.x, &zz), &x);
        let r = field.subtract(&field.multiply(&other.y, &field.multiply(&self.z, &zz)), &y);
        if is_zero(&h) {
            return if is_zero(&r) { self.double() } else { INFINITY };
        }
        let hh = field.square(&h);
        let hhh = field.multiply(&h, &hh);
        let v = field.multiply(&x, &hh);
        let x = field.subtract(&field.subtract(&field.square(&r), &hhh), &field.add(&v, &v));
        Self {
            x,
            y: field.subtract(&field.multiply(&r, &field.subtract(&v, &x)), &field.multiply(&y, &hhh)),
            z: field.multiply(&h, &field.multiply(&self.z, &other.z)),
        }
    }
}

const INFINITY: Point = Point { x: [0; 8], y: [0; 8], z: [0; 8] };

/// `x³ - 3x + b`.
fn right_side(x: &Number) -> Number {
    let field = &COORDINATES;
    let cube = field.multiply(&field.square(x), x);
    let three = field.add(&field.add(x, x), x);
    field.add(&field.subtract(&cube, &three), &field.enter(&B))
}

fn times_4(number: &Number) -> Number {
    let twice = COORDINATES.add(number, number);
    COORDINATES.add(&twice, &twice)
}
