(* The rules of the checker's grammar as lemmas; docs/certificates.md has the grammar. *)
Require Import Reals ZArith.
Open Scope R_scope.

(* combination: t * d = r, where d is what is divided by and r has a sign *)

Lemma positive_by : forall t d r : R, 0 < d -> t * d = r -> 0 < r -> 0 < t.
Proof.
  intros t d r D I P. apply (Rmult_lt_reg_r d); [exact D | rewrite Rmult_0_l, I; exact P].
Qed.

Lemma nonnegative_by : forall t d r : R, 0 < d -> t * d = r -> 0 <= r -> 0 <= t.
Proof.
  intros t d r D I P. apply (Rmult_le_reg_r d); [exact D | rewrite Rmult_0_l, I; exact P].
Qed.

Lemma zero_by : forall t d r : R, d <> 0 -> t * d = r -> r = 0 -> t = 0.
Proof.
  intros t d r D I P. rewrite P in I. destruct (Rmult_integral t d I) as [E | E]; [exact E | contradiction].
Qed.

Lemma nonzero_by : forall t d r : R, d <> 0 -> t * d = r -> r <> 0 -> t <> 0.
Proof. intros t d r D I P E. apply P. rewrite <- I, E. apply Rmult_0_l. Qed.

(* signs *)

Lemma nonzero_of_positive : forall t : R, 0 < t -> t <> 0.
Proof. intros t P E. apply (Rlt_irrefl 0). rewrite E in P. exact P. Qed.

Lemma nonnegative_of_positive : forall t : R, 0 < t -> 0 <= t.
Proof. intros t P. left. exact P. Qed.

Lemma nonnegative_of_zero : forall t : R, t = 0 -> 0 <= t.
Proof. intros t E. right. symmetry. exact E. Qed.

Lemma positive_quotient : forall p q : R, 0 < p -> 0 < q -> 0 < p / q.
Proof. exact Rdiv_lt_0_compat. Qed.

Lemma positive_product : forall a b : R, 0 < a -> 0 < b -> 0 < a * b.
Proof. exact Rmult_lt_0_compat. Qed.

Lemma nonnegative_product : forall a b : R, 0 <= a -> 0 <= b -> 0 <= a * b.
Proof. exact Rmult_le_pos. Qed.

Lemma nonzero_product : forall a b : R, a <> 0 -> b <> 0 -> a * b <> 0.
Proof. exact Rmult_integral_contrapositive_currified. Qed.

Lemma zero_left : forall a b : R, a = 0 -> a * b = 0.
Proof. intros a b E. rewrite E. apply Rmult_0_l. Qed.

Lemma zero_right : forall a b : R, b = 0 -> a * b = 0.
Proof. intros a b E. rewrite E. apply Rmult_0_r. Qed.

Lemma positive_nonnegative_sum : forall a b : R, 0 < a -> 0 <= b -> 0 < a + b.
Proof. exact Rplus_lt_le_0_compat. Qed.

Lemma nonnegative_positive_sum : forall a b : R, 0 <= a -> 0 < b -> 0 < a + b.
Proof. exact Rplus_le_lt_0_compat. Qed.

Lemma positive_sum : forall a b : R, 0 < a -> 0 < b -> 0 < a + b.
Proof. exact Rplus_lt_0_compat. Qed.

Lemma nonnegative_sum : forall a b : R, 0 <= a -> 0 <= b -> 0 <= a + b.
Proof. exact Rplus_le_le_0_compat. Qed.

Lemma zero_sum : forall a b : R, a = 0 -> b = 0 -> a + b = 0.
Proof. intros a b A B. rewrite A, B. apply Rplus_0_l. Qed.

Lemma nonnegative_square : forall a : R, 0 <= a ^ 2.
Proof. exact pow2_ge_0. Qed.

(* what a product that is not 0 says of its factors *)

Lemma left_is_nonzero : forall a b : R, a * b <> 0 -> a <> 0.
Proof. intros a b N E. apply N. rewrite E. apply Rmult_0_l. Qed.

Lemma right_is_nonzero : forall a b : R, a * b <> 0 -> b <> 0.
Proof. intros a b N E. apply N. rewrite E. apply Rmult_0_r. Qed.

Lemma opposite_is_nonzero : forall a : R, - a <> 0 -> a <> 0.
Proof. intros a N E. apply N. rewrite E. apply Ropp_0. Qed.

Lemma base_is_nonzero : forall (a : R) (n : nat), a ^ S n <> 0 -> a <> 0.
Proof. intros a n N E. apply N. rewrite E. apply pow_i. apply Nat.lt_0_succ. Qed.

(* powers of a positive base *)

Lemma positive_power : forall (b : R) (k : Z), 0 < b -> 0 < powerRZ b k.
Proof. exact powerRZ_lt. Qed.

Lemma powerRZ_sum : forall b : R, 0 < b -> forall m n : Z, powerRZ b (m + n) = powerRZ b m * powerRZ b n.
Proof. intros b P m n. apply powerRZ_add. apply nonzero_of_positive. exact P. Qed.

Lemma powerRZ_minus : forall b : R, 0 < b -> forall m : Z, powerRZ b (- m) = / powerRZ b m.
Proof.
  intros b P m. pose proof (nonzero_of_positive _ (powerRZ_lt b m P)) as N.
  apply (Rmult_eq_reg_l (powerRZ b m)); [ | exact N].
  rewrite <- powerRZ_sum by exact P. rewrite Z.add_opp_diag_r. rewrite Rinv_r by exact N. reflexivity.
Qed.

(* induction from an integer on *)

Lemma induction_from : forall (m : Z) (P : Z -> Prop),
  P m -> (forall n : Z, 0 <= IZR n - IZR m -> P n -> P (n + 1)%Z) -> forall n : Z, 0 <= IZR n - IZR m -> P n.
Proof.
  intros m P base step.
  assert (later : forall i : Z, (0 <= i)%Z -> P (m + i)%Z).
  { apply natlike_ind; [rewrite Z.add_0_r; exact base | ].
    intros i I H. replace (m + Z.succ i)%Z with (m + i + 1)%Z by ring. apply step; [ | exact H].
    rewrite <- minus_IZR. apply IZR_le. replace (m + i - m)%Z with i by ring. exact I. }
  intros n N. replace n with (m + (n - m))%Z by ring. apply later.
  apply le_IZR. rewrite minus_IZR. exact N.
Qed.

(* What `field` divides by is one of the divisors that are known not to be 0, cleared of the divisions inside of it. *)

Ltac cleared c E := field_simplify_eq; [transitivity c; [ring | exact E] | ..].

Ltac nonzero :=
  repeat split;
  first
    [ assumption
    | apply not_0_IZR; discriminate
    | match goal with
      | N : ?d <> 0 |- ?c <> 0 => let E := fresh in intro E; apply N; transitivity c; [ring | exact E]
      | N : ?d <> 0 |- ?c <> 0 => let E := fresh in intro E; apply N; cleared c E; nonzero
      end ].

(* the exponential lies above its tangent at 0 *)

Lemma tangent : forall t : R, 0 <= exp t - 1 - t.
Proof.
  intros t. destruct (Req_dec t 0) as [E | N].
  - rewrite E, exp_0. right. ring.
  - left. pose proof (exp_ineq1 t N) as B. apply (Rplus_lt_reg_l (1 + t)). rewrite Rplus_0_r.
    replace (1 + t + (exp t - 1 - t)) with (exp t) by ring. exact B.
Qed.
