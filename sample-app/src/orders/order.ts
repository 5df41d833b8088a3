export interface Order {
  readonly id: number;
  readonly item: string;
  readonly quantity: number;
  readonly customer: number;
  readonly payment: string;
}
